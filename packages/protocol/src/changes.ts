import { z } from 'zod';
import { hunk } from './event.ts';

/** What is different in the files of a session's workspace since a moment, as git on the machine tells. */
const changedFile = z.object({
  /** Below the workspace, with slashes. */
  path: z.string(),
  status: z.enum(['added', 'changed', 'deleted']),
  /** Lines; 0 where `binary`. */
  added: z.number().int(),
  removed: z.number().int(),
  binary: z.boolean(),
  /** Null when it was too much for this answer: ask for the file by its path. */
  hunks: z.array(hunk).nullable(),
});
export type ChangedFile = z.infer<typeof changedFile>;

export const changesReply = z.object({
  kind: z.literal('changes'),
  /** Null where the workspace is in no git repository. */
  repository: z
    .object({
      /** Null when no branch is checked out. */
      branch: z.string().nullable(),
      /** The commit that was checked out at that moment; null before the first commit. */
      base: z.string().nullable(),
    })
    .nullable(),
  files: z.array(changedFile),
  /** Files that were left out because there are too many. */
  omitted: z.number().int(),
});
