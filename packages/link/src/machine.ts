import {
  BACKOFF_FIRST_MS,
  BACKOFF_MAX_MS,
  HANDSHAKE_TIMEOUT_MS,
  HEARTBEAT_INTERVAL_MS,
  HEARTBEAT_TIMEOUT_MS,
} from '@claude-remote/protocol';
import type { LinkPhase } from './types.ts';

/**
 * A dialled link as a state machine without IO: an input and the time give the next state and what to do. It knows
 * connecting, the handshake, heartbeats and back-off; it does not know what the frames mean. `endpoint.ts` runs it.
 */
export interface LinkState {
  readonly phase: LinkPhase;
  /** Raised at every dial; inputs of an older connection are ignored. */
  readonly connection: number;
  /** Connections that failed or broke soon, in a row. */
  readonly failures: number;
  /** When this connection was welcomed; null before. */
  readonly openedAt: number | null;
  /** When the connection last got a step further, or when open, anything was heard. */
  readonly heardAt: number;
  readonly pingedAt: number | null;
  readonly pings: number;
  readonly roundTripMs: number | null;
  /** The peer's heartbeat must answer before this; null when no probe is under way. */
  readonly probeUntil: number | null;
}

export type LinkInput =
  | { readonly type: 'start' | 'stop' | 'probe' }
  | { readonly type: 'opened' | 'welcomed' | 'heard'; readonly connection: number }
  | { readonly type: 'pong'; readonly connection: number; readonly n: number }
  | { readonly type: 'refused'; readonly connection: number; readonly code: string; readonly reason: string }
  | { readonly type: 'closed'; readonly connection: number; readonly reason: string }
  | { readonly type: 'tick' };

export type LinkEffect =
  | { readonly do: 'dial' | 'hang-up' | 'handshake'; readonly connection: number }
  | { readonly do: 'ping'; readonly n: number }
  /** Feed `tick` at this time; replaces an earlier wish. */
  | { readonly do: 'wake'; readonly at: number };

export interface Stepped {
  readonly state: LinkState;
  readonly effects: readonly LinkEffect[];
}

/** A probe after sleep or a network change must be answered this soon, else the link is dialled anew. */
export const PROBE_TIMEOUT_MS = 1_000;
/** A link that was open this long had worked. One that is welcomed and cut at once must back off like one that never opened. */
export const STEADY_MS = 10_000;

export function initialLink(): LinkState {
  return {
    phase: { phase: 'idle' },
    connection: 0,
    failures: 0,
    openedAt: null,
    heardAt: 0,
    pingedAt: null,
    pings: 0,
    roundTripMs: null,
    probeUntil: null,
  };
}

/** `random` is uniform in [0, 1), for the jitter of this step. */
export function stepLink(state: LinkState, input: LinkInput, at: { now: number; random: number }): Stepped {
  if ('connection' in input && input.connection !== state.connection) return { state, effects: [] };
  switch (input.type) {
    case 'start':
      return isDown(state) ? dial(state, at.now) : { state, effects: [] };
    case 'stop':
      return { state: { ...initialLink(), connection: state.connection + 1 }, effects: hangUp(state) };
    case 'probe':
      return probe(state, at);
    case 'opened':
      return state.phase.phase === 'connecting' ? handshake(state, at.now) : { state, effects: [] };
    case 'welcomed':
      return state.phase.phase === 'handshaking' ? open(state, at.now) : { state, effects: [] };
    case 'heard':
      return heard(state, at.now);
    case 'pong':
      return pong(state, input.n, at.now);
    case 'refused':
      return refused(state, input);
    case 'closed':
      return lost(state, input.reason, at);
    case 'tick':
      return tick(state, at);
  }
}

function isDown({ phase }: LinkState): boolean {
  return phase.phase === 'idle' || phase.phase === 'waiting' || phase.phase === 'ended';
}

function hangUp(state: LinkState): LinkEffect[] {
  return isDown(state) ? [] : [{ do: 'hang-up', connection: state.connection }];
}

function dial(state: LinkState, now: number): Stepped {
  const connection = state.connection + 1;
  return {
    state: {
      ...state,
      connection,
      phase: { phase: 'connecting', attempt: state.failures + 1 },
      openedAt: null,
      heardAt: now,
      pingedAt: null,
      probeUntil: null,
    },
    effects: [
      { do: 'dial', connection },
      { do: 'wake', at: now + HANDSHAKE_TIMEOUT_MS },
    ],
  };
}

function handshake(state: LinkState, now: number): Stepped {
  return {
    state: { ...state, heardAt: now, phase: { phase: 'handshaking', attempt: state.failures + 1 } },
    effects: [
      { do: 'handshake', connection: state.connection },
      { do: 'wake', at: now + HANDSHAKE_TIMEOUT_MS },
    ],
  };
}

function open(state: LinkState, now: number): Stepped {
  return ping({ ...state, openedAt: now, heardAt: now, phase: openPhase(now, state.roundTripMs) }, now);
}

function openPhase(heardAt: number, roundTripMs: number | null): LinkPhase {
  return { phase: 'open', heardAt, roundTripMs };
}

function ping(state: LinkState, now: number): Stepped {
  const pings = state.pings + 1;
  return {
    state: { ...state, pings, pingedAt: now },
    effects: [
      { do: 'ping', n: pings },
      { do: 'wake', at: wakeAt({ ...state, pingedAt: now }, now) },
    ],
  };
}

/** Before the welcome, words do not count: a peer that talks but never welcomes must not hold the link for ever. */
function heard(state: LinkState, now: number): Stepped {
  if (state.phase.phase !== 'open') return { state, effects: [] };
  return { state: { ...state, heardAt: now, phase: openPhase(now, state.roundTripMs) }, effects: [] };
}

/** Only the answer to the newest ping ends a probe and measures the round trip. */
function pong(state: LinkState, n: number, now: number): Stepped {
  if (state.phase.phase !== 'open' || n !== state.pings || state.pingedAt === null) return heard(state, now);
  const roundTripMs = now - state.pingedAt;
  return {
    state: { ...state, heardAt: now, phase: openPhase(now, roundTripMs), roundTripMs, probeUntil: null },
    effects: [],
  };
}

function refused(state: LinkState, why: { code: string; reason: string }): Stepped {
  return {
    state: {
      ...state,
      connection: state.connection + 1,
      phase: { phase: 'ended', code: why.code, reason: why.reason },
    },
    effects: hangUp(state),
  };
}

/** The first retry after a link that worked is at once; then full jitter up to a doubling step. */
function lost(state: LinkState, reason: string, at: { now: number; random: number }): Stepped {
  const worked = state.openedAt !== null && at.now - state.openedAt >= STEADY_MS;
  const failures = worked ? 1 : state.failures + 1;
  const step = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** Math.min(failures - 1, 20));
  const retryAt = at.now + (failures === 1 ? 0 : at.random * step);
  return {
    state: {
      ...state,
      connection: state.connection + 1,
      failures,
      openedAt: null,
      probeUntil: null,
      phase: { phase: 'waiting', attempt: failures, retryAt, reason },
    },
    effects: [...hangUp(state), { do: 'wake', at: retryAt }],
  };
}

/** Somebody came back (wake, online, visible): find out now whether the link still lives. */
function probe(state: LinkState, at: { now: number }): Stepped {
  if (state.phase.phase === 'waiting') return dial({ ...state, failures: 0 }, at.now);
  // Another probe while one is under way must not put its end off.
  if (state.phase.phase !== 'open' || state.probeUntil !== null) return { state, effects: [] };
  return ping({ ...state, probeUntil: at.now + PROBE_TIMEOUT_MS }, at.now);
}

/** Compares with the same sums that `wake` asks for: a difference of fractions may round to just before its moment, for ever. */
function tick(state: LinkState, at: { now: number; random: number }): Stepped {
  const { now } = at;
  switch (state.phase.phase) {
    case 'idle':
    case 'ended':
      return { state, effects: [] };
    case 'waiting':
      return now >= state.phase.retryAt
        ? dial(state, now)
        : { state, effects: [{ do: 'wake', at: state.phase.retryAt }] };
    case 'connecting':
    case 'handshaking':
      return now >= state.heardAt + HANDSHAKE_TIMEOUT_MS
        ? lost(state, 'no answer', at)
        : { state, effects: [{ do: 'wake', at: state.heardAt + HANDSHAKE_TIMEOUT_MS }] };
    case 'open':
      return tickOpen(state, at);
  }
}

function tickOpen(state: LinkState, at: { now: number; random: number }): Stepped {
  const { now } = at;
  const silent = now >= state.heardAt + HEARTBEAT_TIMEOUT_MS;
  const unprobed = state.probeUntil !== null && now >= state.probeUntil;
  if (silent || unprobed) return lost(state, 'no heartbeat', at);
  if (state.pingedAt === null || now >= state.pingedAt + HEARTBEAT_INTERVAL_MS) return ping(state, now);
  return { state, effects: [{ do: 'wake', at: wakeAt(state, now) }] };
}

function wakeAt(state: LinkState, now: number): number {
  const nextPing = (state.pingedAt ?? now) + HEARTBEAT_INTERVAL_MS;
  return Math.min(nextPing, state.heardAt + HEARTBEAT_TIMEOUT_MS, state.probeUntil ?? Number.POSITIVE_INFINITY);
}
