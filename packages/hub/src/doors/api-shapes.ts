import { command, machineInfo, RemoteError, type SessionId, type SessionState } from '@claude-remote/protocol';
import { z } from 'zod';
import type { HubCore } from '../core.ts';

/** What several routes of the API share: parameters in paths and headers, and the form of errors. */

export const sessionParams = z.object({ session: command.shape.session });
export const machineParams = z.object({ machine: machineInfo.shape.id });
/** The id of the command that a request stands for: the same key with the same content is the same command. */
export const idempotencyHeaders = z.looseObject({ 'idempotency-key': command.shape.id.optional() });
export const failure = z.object({ error: z.string(), code: z.string() });
/** `expiresAt`: Unix ms after which the command must not be delivered any more. */
export const expiryQuery = z.strictObject({
  expiresAt: z
    .string()
    .regex(/^\d{1,15}$/, 'must be Unix milliseconds')
    .transform(Number)
    .optional(),
});

/** Throws `session_not_found`. */
export async function requireState(core: HubCore, session: SessionId): Promise<SessionState> {
  const state = await core.sessions.state(session);
  if (!state) throw new RemoteError('session_not_found', { session });
  return state;
}
