import { z } from 'zod';
import { MAX_PROMPT_BYTES } from './limits.ts';
import { answer } from './request.ts';
import {
  actor,
  attachment,
  commandId,
  effort,
  machineId,
  permissionMode,
  requestId,
  sequence,
  sessionId,
  settings,
  timestamp,
  title,
} from './scalars.ts';

/** What someone asks of a session. Durable, idempotent by its id, refused with a code or accepted. */

const promptText = z.string().max(MAX_PROMPT_BYTES);

export const commandBody = z.discriminatedUnion('kind', [
  /** Makes the session. The first command of its log; the session id is the client's. */
  z.strictObject({
    kind: z.literal('start'),
    machine: machineId,
    /** Absolute directory on the machine; absent means the machine's default workspace. */
    workspace: z.string().max(4096).optional(),
    title: title.optional(),
    settings: settings.partial().optional(),
    /** Work in a new working tree of the repository at `workspace`, on a new branch. */
    worktree: z.strictObject({ branch: z.string().min(1).max(200) }).optional(),
    /** Go on with a Claude session that is on that machine's disk (`resume`), or copy it first (`fork`). */
    from: z
      .strictObject({
        claudeSession: sessionId,
        how: z.enum(['resume', 'fork']),
        /** With `fork`: only what was said before this prompt. */
        before: commandId.optional(),
      })
      .optional(),
  }),
  z.strictObject({ kind: z.literal('prompt'), text: promptText, attachments: z.array(attachment).max(20).optional() }),
  z.strictObject({ kind: z.literal('answer'), request: requestId, answer }),
  /** Stop. `turn` pauses the queue behind it; `all` also empties the queue. `turn` number is a precondition when given. */
  z.strictObject({ kind: z.literal('interrupt'), scope: z.enum(['turn', 'all']), turn: z.number().int().optional() }),
  z.strictObject({ kind: z.literal('edit-queued'), command: commandId, text: promptText }),
  z.strictObject({ kind: z.literal('remove-queued'), command: commandId }),
  /** Put it before another queued prompt, or last when `before` is null. */
  z.strictObject({ kind: z.literal('move-queued'), command: commandId, before: commandId.nullable() }),
  /** Interrupt the running turn and run this prompt next. */
  z.strictObject({ kind: z.literal('send-now'), command: commandId }),
  z.strictObject({ kind: z.literal('resume-queue') }),
  z.strictObject({
    kind: z.literal('change-settings'),
    mode: permissionMode.optional(),
    model: z.string().max(200).optional(),
    effort: effort.optional(),
  }),
  /** Decide about a prompt whose fate is unknown after a crash. */
  z.strictObject({ kind: z.literal('settle'), command: commandId, how: z.enum(['again', 'leave']) }),
  /** Put the files that Claude edited back to how they were before that prompt. Nothing may be running. */
  z.strictObject({ kind: z.literal('rewind'), prompt: commandId }),
  /**
   * Take away the working tree that was made for this session; its branch stays. Nothing may be running. Without `discard` it
   * is refused while changes are not committed, or commits are on its branch only.
   */
  z.strictObject({ kind: z.literal('remove-worktree'), discard: z.boolean() }),
  z.strictObject({ kind: z.literal('rename'), title }),
  /** End the Claude process; the next prompt brings it back. */
  z.strictObject({ kind: z.literal('stop-claude') }),
]);
export type CommandBody = z.infer<typeof commandBody>;
export type CommandKind = CommandBody['kind'];

/** A command as a client sends it. */
export const command = z.strictObject({
  id: commandId,
  session: sessionId,
  body: commandBody,
  /** Unix ms after which it must not be delivered any more; absent: COMMAND_TTL_MS after the hub stored it. */
  expiresAt: timestamp.optional(),
});
export type Command = z.infer<typeof command>;

/** A command in the hub's log of its session: numbered, with who asked. This is what runners get. */
export const storedCommand = z.object({
  id: commandId,
  body: commandBody,
  cseq: sequence,
  by: actor,
  at: timestamp,
  expiresAt: timestamp,
});
export type StoredCommand = z.infer<typeof storedCommand>;
