/**
 * What the line may claim about the way from this device to Claude, from what is provably known. Pure: the screen asks
 * again with every answer and once a second; words and drawing are `parts/line.tsx`.
 */
export interface PathFacts {
  /** What the browser itself says about the network. */
  readonly online: boolean;
  readonly link: LinkFact;
  readonly unsent: number;
  readonly demo: boolean;
  /** The machine of the session; null on screens about all machines. */
  readonly machine: MachineFact | null;
  /** Claude's process in this session; null on screens about all machines. */
  readonly claude: ClaudeFact | null;
}

export type LinkFact =
  | { readonly is: 'starting' }
  /** `ageMs` since the hub was last heard. */
  | { readonly is: 'open'; readonly ageMs: number; readonly roundTripMs: number | null }
  | { readonly is: 'retrying'; readonly failures: number }
  | { readonly is: 'ended' };

export interface MachineFact {
  readonly name: string;
  readonly online: boolean;
  /** Milliseconds since the hub heard it, as the hub last said; null when unknown. */
  readonly ageMs: number | null;
  /** Unix ms by the hub's clock; null if never. */
  readonly heardAt: number | null;
}

export type ClaudeFact =
  | { readonly is: 'running' }
  /** No process, as planned: the next prompt brings it back. */
  | { readonly is: 'asleep' }
  | { readonly is: 'ended'; readonly at: number };

/** Each state has its own drawing. */
export type PathState =
  | { readonly is: 'starting' }
  | { readonly is: 'live'; readonly ageMs: number }
  | { readonly is: 'behind'; readonly ms: number }
  | { readonly is: 'reconnecting' }
  | { readonly is: 'offline'; readonly unsent: number }
  | { readonly is: 'away'; readonly since: number | null }
  | { readonly is: 'ended'; readonly at: number }
  | { readonly is: 'asleep'; readonly ageMs: number };

/** Milliseconds of round trip or silence above which the line says "behind". */
const BEHIND_MS = 3000;
/** Tries that must have failed before the way to the hub is drawn as cut. */
const FAILED_TRIES = 3;

export function pathState({ online, link, unsent, machine, claude }: PathFacts): PathState {
  if (!online) return { is: 'offline', unsent };
  switch (link.is) {
    case 'starting':
      return { is: 'starting' };
    case 'retrying':
      return link.failures >= FAILED_TRIES ? { is: 'offline', unsent } : { is: 'reconnecting' };
    case 'ended':
      return { is: 'offline', unsent };
    case 'open':
      return beyondHub(link, machine, claude);
  }
}

function beyondHub(
  link: Extract<LinkFact, { is: 'open' }>,
  machine: MachineFact | null,
  claude: ClaudeFact | null,
): PathState {
  if (machine && !machine.online) return { is: 'away', since: machine.heardAt };
  if (claude?.is === 'ended') return { is: 'ended', at: claude.at };
  const ageMs = link.ageMs + (machine?.ageMs ?? 0);
  const behind = Math.max(link.roundTripMs ?? 0, link.ageMs);
  if (behind > BEHIND_MS) return { is: 'behind', ms: behind };
  return claude?.is === 'asleep' ? { is: 'asleep', ageMs } : { is: 'live', ageMs };
}

export type Segment = 'ok' | 'try' | 'gone' | 'dim';

/** How the three segments phone→hub, hub→machine, machine→Claude are drawn; beyond a cut nothing is known. */
export function segmentsOf(state: PathState): readonly [Segment, Segment, Segment] {
  switch (state.is) {
    case 'starting':
      return ['dim', 'dim', 'dim'];
    case 'live':
    case 'behind':
      return ['ok', 'ok', 'ok'];
    case 'reconnecting':
      return ['try', 'dim', 'dim'];
    case 'offline':
      return ['gone', 'dim', 'dim'];
    case 'away':
      return ['ok', 'gone', 'dim'];
    case 'ended':
      return ['ok', 'ok', 'gone'];
    case 'asleep':
      return ['ok', 'ok', 'dim'];
  }
}

/** True when what the screen shows of a session is current: nothing on the way to Claude is cut. */
export function isCurrent(state: PathState): boolean {
  return state.is === 'live' || state.is === 'behind' || state.is === 'asleep' || state.is === 'ended';
}
