import { basename, dirname, join } from 'node:path';
import type { SessionId } from '@claude-remote/protocol';
import { checkDirectory, type Policy } from '../policy/policy.ts';
import type { Repository } from './repository.ts';

/** Where the working trees of sessions stand: nothing is made or removed anywhere else. */

/** Where Claude Code itself puts working trees, below a repository. */
export const TREES = '.claude/worktrees';

export function placeOfTrees(root: string): string {
  return join(root, TREES);
}

/** Ends with what is the session's own, so that no session takes another's for its own. */
export function nameOfTree(branch: string, session: SessionId): string {
  return `${branch.replaceAll('/', '-').slice(-60)}-${session.slice(0, 8)}`;
}

/** The main working tree where there is one, so that no tree lies within a tree; null when that is not allowed. */
export async function rootOfTrees({ top, commonDir }: Repository, policy: Policy): Promise<string | null> {
  const main = basename(commonDir) === '.git' ? dirname(commonDir) : top;
  // Both are written to, and `.git` may be a file that names any place.
  const allowed = [await checkDirectory(policy, main), await checkDirectory(policy, commonDir)];
  const [root] = allowed;
  return allowed.every(({ ok }) => ok) && root?.ok ? root.path : null;
}
