import type { Overview, RememberedSession, SessionView } from '@claude-remote/client';
import type { Event, SessionId } from '@claude-remote/protocol';
import type { SealedStore } from './sealed-store.ts';
import type { Slices } from './slices.ts';

/** What this device knows of sessions and machines without asking the hub: what it was told when it last ran. */
export interface Known {
  readonly overview: () => Promise<RememberedOverview | null>;
  readonly session: (id: SessionId) => Promise<RememberedSession | null>;
  readonly keepOverview: (overview: Overview, heardAt: number) => Promise<void>;
  readonly keepSession: (view: SessionView, heardAt: number, slices: Slices) => Promise<void>;
}

type RememberedOverview = Pick<Overview, 'sessions' | 'machines'> & { readonly rememberedAt: number };

/** Characters of one session; older events are left out, and the hub sends them again. */
const MAX_SESSION = 400_000;
/** The newest; those that wait for somebody are always among them. */
const MAX_LISTED = 200;
const OVERVIEW = 'overview';

export function knownIn(store: SealedStore): Known {
  return {
    overview: async () => read<RememberedOverview>(await store.read(OVERVIEW)),
    session: async (id) => read<RememberedSession>(await store.read(id)),
    async keepOverview({ sessions, machines }, rememberedAt) {
      const listed = sessions
        .toSorted((a, b) => b.requests.length - a.requests.length || b.updatedAt - a.updatedAt)
        .slice(0, MAX_LISTED);
      const kept: RememberedOverview = { sessions: listed, machines, rememberedAt };
      // Written last among equals: the overview is the newest item whatever the limits are.
      await store.write(OVERVIEW, JSON.stringify(kept), rememberedAt);
      // What was deleted at the hub is not kept on devices either.
      const there = new Set<string>(sessions.map(({ id }) => id));
      await store.keepOnly((id) => id === OVERVIEW || there.has(id));
    },
    async keepSession(view, heardAt, slices) {
      const text = await textOf(view, slices);
      if (text !== null) await store.write(view.id, text, heardAt);
    },
  };
}

function read<Value>(text: string | null): Value | null {
  return text === null ? null : (JSON.parse(text) as Value); // only `keep…` wrote it, and nobody else could encrypt it
}

/** Events never change, so each is put into words once. */
const texts = new WeakMap<Event, string>();

function wordsOf(event: Event): string {
  const text = JSON.stringify(event);
  texts.set(event, text);
  return text;
}

/** The view is a value: whatever is told during a rest is in the next one. */
async function textOf({ state, transcript, stored, first }: SessionView, slices: Slices): Promise<string | null> {
  const newest: string[] = [];
  let room = MAX_SESSION;
  for (let at = transcript.events.length - 1; at >= 0; at--) {
    const event = transcript.events[at];
    if (!event) break;
    const text = texts.get(event) ?? wordsOf(event);
    room -= text.length;
    if (room < 0) break;
    newest.push(text);
    const rest = slices.rest();
    if (rest) await rest;
  }
  // A cursor without the events before it would leave a hole.
  if (!state || newest.length === 0 || transcript.events.at(-1)?.seq !== state.head.seq) return null;
  const events = newest.toReversed().join();
  return `{"state":${JSON.stringify(state)},"events":[${events}],"stored":${stored},"first":${first}}`;
}
