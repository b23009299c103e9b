import { z } from 'zod';
import { storedCommand } from './command.ts';
import { event } from './event.ts';
import { liveValue } from './live.ts';
import { query, replyBody } from './query.ts';
import { machineId, sequence, sessionId, timestamp, wireError } from './scalars.ts';
import { runnerInfo } from './state.ts';

/**
 * What a runner and the hub say to each other on `/runner`. The hub speaks first (`challenge`); the runner's `hello` is
 * signed with the machine's Ed25519 key over the challenge, so nothing secret crosses the wire and nothing can be replayed.
 */
export const runnerToHub = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    versions: z.tuple([z.number().int(), z.number().int()]),
    machine: machineId,
    /** Raised and fsynced at every start of the runner. */
    epoch: sequence,
    /** base64 Ed25519 signature of `runnerSigningText`. */
    signature: z.string(),
    info: runnerInfo,
    /** Newest command number that the runner has for each of its sessions. */
    sessions: z.array(z.object({ session: sessionId, cseq: sequence, seq: sequence })),
    /** The machine lost its power since it used these journals: before it goes on it asks for what the hub has beyond them. */
    behind: z.boolean().optional(),
  }),
  z.object({ type: z.literal('ping'), n: z.number().int() }),
  z.object({ type: z.literal('pong'), n: z.number().int() }),
  /** Dense, in order. The journal keeps them until `stored`. */
  z.object({ type: z.literal('events'), session: sessionId, events: z.array(event) }),
  z.object({ type: z.literal('live'), session: sessionId, values: z.array(liveValue) }),
  /** Every command up to `cseq` is fsynced on the runner. */
  z.object({ type: z.literal('delivered'), session: sessionId, cseq: sequence }),
  z.object({ type: z.literal('info'), info: runnerInfo }),
  z.object({ type: z.literal('reply'), id: z.string(), reply: replyBody }),
  z.object({ type: z.literal('query-refused'), id: z.string(), error: wireError }),
]);
export type RunnerToHub = z.infer<typeof runnerToHub>;

export const hubToRunner = z.discriminatedUnion('type', [
  z.object({ type: z.literal('challenge'), nonce: z.string(), hub: z.string(), time: timestamp }),
  /** `stored`: what the hub has of each session in the runner's hello, so that sending goes on from there. */
  z.object({
    type: z.literal('welcome'),
    version: z.number().int(),
    heartbeatMs: z.number(),
    stored: z.array(z.object({ session: sessionId, seq: sequence })),
  }),
  z.object({ type: z.literal('bye'), error: wireError, retry: z.boolean() }),
  z.object({ type: z.literal('ping'), n: z.number().int() }),
  z.object({ type: z.literal('pong'), n: z.number().int() }),
  /** Committed and fsynced up to `seq`: the journal may forget. */
  z.object({ type: z.literal('stored'), session: sessionId, seq: sequence }),
  /** To a runner whose hello said `behind`: events after those of its hello, stored or not, dense and in order. */
  z.object({ type: z.literal('missed'), session: sessionId, events: z.array(event) }),
  /** Everything that was missed has been sent. */
  z.object({ type: z.literal('missed-end') }),
  /** There is a gap: send again from `seq` on. */
  z.object({ type: z.literal('resend'), session: sessionId, seq: sequence }),
  /** Dense in `cseq`. */
  z.object({ type: z.literal('commands'), session: sessionId, commands: z.array(storedCommand) }),
  z.object({ type: z.literal('query'), id: z.string(), query }),
  /** Whether anybody watches the session now: the runner may coalesce more when nobody does. */
  z.object({ type: z.literal('watched'), session: sessionId, watched: z.boolean() }),
  /** The session was deleted: end its Claude and forget its journal. What Claude itself keeps on the disk stays. */
  z.object({ type: z.literal('forget'), session: sessionId }),
]);
export type HubToRunner = z.infer<typeof hubToRunner>;

/** The text that a runner signs: purpose, hub, machine, nonce and epoch, so that a signature serves only here and now. */
export function runnerSigningText(parts: { hub: string; machine: string; nonce: string; epoch: number }): string {
  return ['claude-remote runner hello v1', parts.hub, parts.machine, parts.nonce, String(parts.epoch)].join('\n');
}
