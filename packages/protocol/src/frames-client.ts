import { z } from 'zod';
import { command } from './command.ts';
import { event, position } from './event.ts';
import { liveValue } from './live.ts';
import { query, replyBody } from './query.ts';
import { actor, commandId, machineId, sequence, sessionId, timestamp, wireError } from './scalars.ts';
import { machineInfo, sessionState, sessionSummary } from './state.ts';

/** What a client (browser, CLI, bot) and the hub say to each other on `/ws`. Authenticated before the socket opens. */

export const clientToHub = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('hello'),
    versions: z.tuple([z.number().int(), z.number().int()]),
    client: z.strictObject({ name: z.string().max(100), version: z.string().max(50) }),
    /** As `watch`, without waiting for the welcome first. */
    watch: z.literal(true).optional(),
  }),
  z.strictObject({ type: z.literal('ping'), n: z.number().int() }),
  z.strictObject({ type: z.literal('pong'), n: z.number().int() }),
  /** Follow the list of sessions and machines. */
  z.strictObject({ type: z.literal('watch') }),
  /**
   * Follow one session. Without `after`: a snapshot and the newest events. With it: the events after that position; when
   * the hub no longer has a common past with the cursor, a snapshot again.
   */
  z.strictObject({ type: z.literal('subscribe'), session: sessionId, after: position.optional() }),
  z.strictObject({ type: z.literal('unsubscribe'), session: sessionId }),
  /** Which session the person sees on this device now, so that it need not be told of it; null: none. */
  z.strictObject({ type: z.literal('looking'), session: sessionId.nullable() }),
  /** The bytes of event and live frames that the client has taken in since its last credit. */
  z.strictObject({ type: z.literal('credit'), bytes: z.number().int().min(1) }),
  z.strictObject({ type: z.literal('command'), command }),
  z.strictObject({ type: z.literal('query'), id: z.string().max(64), machine: machineId, query }),
]);
export type ClientToHub = z.infer<typeof clientToHub>;

export const hubToClient = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('welcome'),
    version: z.number().int(),
    hub: z.object({ id: z.string(), version: z.string(), time: timestamp, demo: z.boolean() }),
    you: z.object({ actor, role: z.enum(['admin', 'operator', 'viewer']) }),
    heartbeatMs: z.number(),
  }),
  /** The link ends; `retry` says whether trying again can help. */
  z.object({ type: z.literal('bye'), error: wireError, retry: z.boolean() }),
  z.object({ type: z.literal('ping'), n: z.number().int() }),
  /** `ages`: ms since the hub last heard each machine that is online. */
  z.object({ type: z.literal('pong'), n: z.number().int(), ages: z.record(z.string(), z.number()) }),

  z.object({ type: z.literal('overview'), sessions: z.array(sessionSummary), machines: z.array(machineInfo) }),
  z.object({ type: z.literal('session-changed'), session: sessionSummary }),
  z.object({ type: z.literal('session-removed'), session: sessionId }),
  z.object({ type: z.literal('machine-changed'), machine: machineInfo }),

  /** Start anew: the state at `state.head`, and the newest events up to there. `first` is the oldest event that exists. */
  z.object({
    type: z.literal('snapshot'),
    session: sessionId,
    state: sessionState,
    events: z.array(event),
    first: sequence,
    /** Highest number that is known to be stored. */
    stored: sequence,
  }),
  /** The cursor was taken over: events after it follow. */
  z.object({ type: z.literal('resumed'), session: sessionId, head: position, stored: sequence }),
  z.object({ type: z.literal('events'), session: sessionId, events: z.array(event) }),
  /** Everything up to `seq` is committed and fsynced at the hub. */
  z.object({ type: z.literal('durable'), session: sessionId, seq: sequence }),
  z.object({ type: z.literal('live'), session: sessionId, values: z.array(liveValue) }),
  z.object({ type: z.literal('subscribe-refused'), session: sessionId, error: wireError }),

  /** The hub has the command (committed, fsynced). */
  z.object({ type: z.literal('command-stored'), id: commandId, session: sessionId, cseq: sequence }),
  /** The runner has it (fsynced there). */
  z.object({ type: z.literal('command-delivered'), id: commandId, session: sessionId }),
  z.object({ type: z.literal('command-refused'), id: commandId, session: sessionId, error: wireError }),
  z.object({ type: z.literal('reply'), id: z.string(), reply: replyBody }),
  z.object({ type: z.literal('query-refused'), id: z.string(), error: wireError }),
]);
export type HubToClient = z.infer<typeof hubToClient>;
