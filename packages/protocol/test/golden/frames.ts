import type { ClientToHub, Event, HubToClient, HubToRunner, RunnerToHub } from '../../src/index.ts';
import { COMMAND_BODIES, LIVE_VALUES, QUERIES, REPLIES } from './commands.ts';
import { EVENT_BODIES } from './events.ts';
import { AT, BY, COMMAND, MACHINE, MACHINE_INFO, RUNNER_INFO, SESSION, STATE, SUMMARY, WIRE_ERROR } from './parts.ts';

const EVENTS: Event[] = EVENT_BODIES.map((body, index) => ({ epoch: 1, seq: index + 1, at: AT, body }));
const POSITION = { epoch: 1, seq: 7 };

/** The golden values: at least one frame of each type in each direction. Their wire text is fixtures/frames.jsonl. */
export const CLIENT_TO_HUB: readonly ClientToHub[] = [
  { type: 'hello', versions: [1, 1], client: { name: 'cli', version: '0.1.0' } },
  { type: 'hello', versions: [1, 1], client: { name: 'web', version: '0.1.0' }, watch: true },
  { type: 'ping', n: 1 },
  { type: 'pong', n: 1 },
  { type: 'watch' },
  { type: 'subscribe', session: SESSION },
  { type: 'subscribe', session: SESSION, after: POSITION },
  { type: 'unsubscribe', session: SESSION },
  { type: 'looking', session: SESSION },
  { type: 'looking', session: null },
  { type: 'credit', bytes: 4096 },
  ...COMMAND_BODIES.map(
    (body): ClientToHub => ({ type: 'command', command: { id: COMMAND, session: SESSION, body, expiresAt: AT } }),
  ),
  ...QUERIES.map((query): ClientToHub => ({ type: 'query', id: 'q1', machine: MACHINE, query })),
];

export const HUB_TO_CLIENT: readonly HubToClient[] = [
  {
    type: 'welcome',
    version: 1,
    hub: { id: 'hub-1', version: '0.1.0', time: AT, demo: false },
    you: { actor: BY, role: 'admin' },
    heartbeatMs: 2500,
  },
  { type: 'bye', error: WIRE_ERROR, retry: false },
  { type: 'ping', n: 1 },
  { type: 'pong', n: 1, ages: { laptop: 120 } },
  { type: 'overview', sessions: [SUMMARY], machines: [MACHINE_INFO] },
  { type: 'session-changed', session: SUMMARY },
  { type: 'session-removed', session: SESSION },
  { type: 'machine-changed', machine: MACHINE_INFO },
  { type: 'snapshot', session: SESSION, state: STATE, events: EVENTS.slice(0, 1), first: 1, stored: 7 },
  { type: 'resumed', session: SESSION, head: POSITION, stored: 7 },
  ...EVENTS.map((event): HubToClient => ({ type: 'events', session: SESSION, events: [event] })),
  { type: 'durable', session: SESSION, seq: 7 },
  { type: 'live', session: SESSION, values: [...LIVE_VALUES] },
  { type: 'subscribe-refused', session: SESSION, error: WIRE_ERROR },
  { type: 'command-stored', id: COMMAND, session: SESSION, cseq: 3 },
  { type: 'command-delivered', id: COMMAND, session: SESSION },
  { type: 'command-refused', id: COMMAND, session: SESSION, error: WIRE_ERROR },
  ...REPLIES.map((reply): HubToClient => ({ type: 'reply', id: 'q1', reply })),
  { type: 'query-refused', id: 'q1', error: WIRE_ERROR },
];

export const RUNNER_TO_HUB: readonly RunnerToHub[] = [
  {
    type: 'hello',
    versions: [1, 1],
    machine: MACHINE,
    epoch: 4,
    signature: 'c2ln',
    info: RUNNER_INFO,
    sessions: [{ session: SESSION, cseq: 3, seq: 7 }],
    behind: true,
  },
  { type: 'ping', n: 1 },
  { type: 'pong', n: 1 },
  { type: 'events', session: SESSION, events: EVENTS.slice(0, 2) },
  { type: 'live', session: SESSION, values: [...LIVE_VALUES] },
  { type: 'delivered', session: SESSION, cseq: 3 },
  { type: 'info', info: RUNNER_INFO },
  ...REPLIES.map((reply): RunnerToHub => ({ type: 'reply', id: 'q1', reply })),
  { type: 'query-refused', id: 'q1', error: WIRE_ERROR },
];

export const HUB_TO_RUNNER: readonly HubToRunner[] = [
  { type: 'challenge', nonce: 'bm9uY2U=', hub: 'hub-1', time: AT },
  { type: 'welcome', version: 1, heartbeatMs: 2500, stored: [{ session: SESSION, seq: 7 }] },
  { type: 'bye', error: WIRE_ERROR, retry: true },
  { type: 'ping', n: 1 },
  { type: 'pong', n: 1 },
  { type: 'stored', session: SESSION, seq: 7 },
  { type: 'missed', session: SESSION, events: EVENTS.slice(0, 2) },
  { type: 'missed-end' },
  { type: 'resend', session: SESSION, seq: 5 },
  ...COMMAND_BODIES.map(
    (body, index): HubToRunner => ({
      type: 'commands',
      session: SESSION,
      commands: [{ id: COMMAND, body, cseq: index + 1, by: BY, at: AT, expiresAt: AT }],
    }),
  ),
  ...QUERIES.map((query): HubToRunner => ({ type: 'query', id: 'q1', query })),
  { type: 'watched', session: SESSION, watched: true },
  { type: 'forget', session: SESSION },
];
