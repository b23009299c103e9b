import { z } from 'zod';
import { ERROR_CODES, type ErrorCode } from './errors.ts';
import { type CommandId, isUuid, type MachineId, type RequestId, type SessionId, type ToolId } from './ids.ts';
import { MAX_TITLE_CHARS } from './limits.ts';

/** The small schemas that every family of messages shares. */
export const sessionId = z
  .string()
  .refine(isUuid, 'must be a lower-case UUID')
  .transform((text) => text as SessionId);
export const commandId = z
  .string()
  .refine(isUuid, 'must be a lower-case UUID')
  .transform((text) => text as CommandId);
export const machineId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
  .transform((text) => text as MachineId);
export const requestId = z
  .string()
  .min(1)
  .max(200)
  .transform((text) => text as RequestId);
export const toolId = z
  .string()
  .min(1)
  .max(200)
  .transform((text) => text as ToolId);
/** Number of an event or command within its session: dense, from 1. 0 means "none yet". */
export const sequence = z.number().int().min(0);
/** Unix time in milliseconds, by the clock of whoever wrote it; for people only, never for ordering. */
export const timestamp = z.number();
export const title = z.string().min(1).max(MAX_TITLE_CHARS);
export const wireError = z.object({ code: z.enum(ERROR_CODES as [ErrorCode, ...ErrorCode[]]), error: z.string() });

/**
 * How Claude treats permissions. `ask`: a person decides. `edits`: file edits and git pre-approved.
 * `plan`: Claude plans first. `auto`: Claude's own classifier decides. `bypass`: nothing is asked.
 */
export const permissionMode = z.enum(['ask', 'edits', 'plan', 'auto', 'bypass']);
export type PermissionMode = z.infer<typeof permissionMode>;

export const effort = z.enum(['low', 'medium', 'high', 'xhigh', 'max']);
export type Effort = z.infer<typeof effort>;

/** What a session runs with. An absent model or effort means Claude's own default. */
export const settings = z.object({
  mode: permissionMode,
  model: z.string().max(200).optional(),
  effort: effort.optional(),
});
export type Settings = z.infer<typeof settings>;

/** What a git workspace has checked out: a branch, or the first characters of a commit's hash; null where there is no repository. */
export const checkedOut = z.string().max(200).nullable();

/** A session's own working tree: the branch that it was made with, and the directory that it was made from. */
export const worktree = z.object({
  branch: z.string().max(200),
  of: z.string().max(4096),
  /** It was taken away since; absent while it is there. */
  removed: z.literal(true).optional(),
});

/** The device that somebody asked from, as others may see it. Screens word it in the reader's language. */
const actorDevice = z.object({
  /** What its owner calls it; null until then. */
  name: z.string().max(100).nullable(),
  /** e.g. `Safari` and `iPhone`; null where that is not known. */
  browser: z.string().max(50).nullable(),
  system: z.string().max(50).nullable(),
});
export type ActorDevice = z.infer<typeof actorDevice>;

/** Who asked, as others may see it. */
export const actor = z.object({
  kind: z.enum(['user', 'device', 'bot', 'token', 'system']),
  name: z.string().max(200),
  /** Filled in by the hub, never by who asks; absent for programs, whose name says it. */
  device: actorDevice.optional(),
});
export type Actor = z.infer<typeof actor>;

/** Tokens as Claude counts them. */
export const usage = z.object({
  input: z.number(),
  output: z.number(),
  cacheRead: z.number(),
  cacheWrite: z.number(),
});
export type Usage = z.infer<typeof usage>;

/** An image or file that belongs to a prompt. `data` is base64; larger files travel as artifacts by HTTP. */
export const attachment = z.object({
  name: z.string().max(255),
  mediaType: z.string().max(100),
  data: z.string(),
});
export type Attachment = z.infer<typeof attachment>;
