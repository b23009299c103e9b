import { z } from 'zod';
import { changesReply } from './changes.ts';
import { event } from './event.ts';
import { checkedOut, commandId, sessionId, timestamp, toolId } from './scalars.ts';
import { usageReply } from './usage.ts';

/** Query and reply: client to runner and back, one answer before a deadline, not stored. */
export const query = z.discriminatedUnion('kind', [
  /** Directories below `path` in which a session may be started; absent path: the allowed roots and recent workspaces. */
  z.strictObject({ kind: z.literal('browse'), path: z.string().max(4096).optional() }),
  /** Files of a session's workspace whose path matches, for `@` completion. */
  z.strictObject({ kind: z.literal('find-files'), session: sessionId, text: z.string().max(500) }),
  /** What `rewind` to before that prompt would change. Claude is started for it if need be. */
  z.strictObject({ kind: z.literal('rewind-preview'), session: sessionId, prompt: commandId }),
  /** The whole output of a tool call, as far as it is still on the machine. */
  z.strictObject({ kind: z.literal('tool-output'), session: sessionId, tool: toolId }),
  /** Claude sessions on the machine's disk, newest first. */
  z.strictObject({ kind: z.literal('disk-sessions'), workspace: z.string().max(4096).optional() }),
  /** What was said in one of them, by pages from the end: the events before number `before`, absent: the last ones. */
  z.strictObject({
    kind: z.literal('disk-transcript'),
    claudeSession: sessionId,
    before: z.number().int().min(1).optional(),
  }),
  /** What Claude Code's transcripts on the machine say was used. Days are those of the asker's IANA time zone. */
  z.strictObject({ kind: z.literal('usage'), timeZone: z.string().min(1).max(100) }),
  /**
   * What is different in a session's workspace since `since` (Unix ms by the runner's clock; absent: since the session began).
   * With `path` that file alone, whole as far as it fits.
   */
  z.strictObject({
    kind: z.literal('changes'),
    session: sessionId,
    since: timestamp.optional(),
    path: z.string().min(1).max(4096).optional(),
  }),
  /** What removing the working tree of a session would lose. */
  z.strictObject({ kind: z.literal('worktree'), session: sessionId }),
]);
export type Query = z.infer<typeof query>;
export type QueryKind = Query['kind'];

export const replyBody = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('browse'),
    path: z.string().nullable(),
    directories: z.array(z.object({ path: z.string(), name: z.string(), git: z.boolean() })),
  }),
  z.object({ kind: z.literal('find-files'), files: z.array(z.string()) }),
  z.object({ kind: z.literal('tool-output'), text: z.string() }),
  z.object({
    kind: z.literal('disk-sessions'),
    sessions: z.array(
      z.object({
        claudeSession: sessionId,
        title: z.string(),
        workspace: z.string(),
        changedAt: timestamp,
        running: z.boolean(),
      }),
    ),
  }),
  z.object({
    kind: z.literal('disk-transcript'),
    workspace: z.string(),
    /** Numbered from 1 within the transcript; those below the first are asked for with `before`. */
    events: z.array(event),
  }),
  usageReply,
  changesReply,
  /** Absolute paths; lines count what it would change. */
  z.object({
    kind: z.literal('rewind-preview'),
    files: z.array(z.string()),
    added: z.number().int(),
    removed: z.number().int(),
  }),
  z.object({
    kind: z.literal('worktree'),
    path: z.string(),
    branch: checkedOut,
    /** Files with changes that are not committed, untracked ones among them. */
    uncommitted: z.number().int(),
    /** Commits that no remote, tag or other branch has; they stay with the branch where one is checked out. */
    commits: z.number().int(),
  }),
]);
export type ReplyBody = z.infer<typeof replyBody>;
export type ReplyOf<Kind extends QueryKind> = Extract<ReplyBody, { kind: Kind }>;
