import { constants } from 'node:fs';
import { lstat, mkdir, open, realpath } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { SessionId } from '@claude-remote/protocol';
import { checkDirectory, type Policy } from '../policy/policy.ts';
import { findRepository, type Repository } from './repository.ts';
import { type GitProgram, runGit, silenced } from './silent-git.ts';
import { nameOfTree, placeOfTrees, rootOfTrees, TREES } from './trees.ts';

/**
 * A working tree of its own for one session: a new branch in a directory below the repository. Made once for a session,
 * however often it is asked for. Nothing here deletes one: see remove-worktree.ts.
 */
export async function makeWorktree(ask: WorktreeAsk, tool: GitProgram): Promise<WorktreeMade> {
  const refused = (detail: string): WorktreeMade => ({ ok: false, detail });
  if (!isBranchName(ask.branch)) return refused('that is no name for a branch');
  if (tool.git === null) return refused('git was not found on this machine');
  const repository = await findRepository(ask.directory);
  if (!repository) return refused('there is no git repository');
  if (repository.head === null) return refused('the repository has no commit yet');
  const root = await rootOfTrees(repository, ask.policy);
  if (root === null) return refused('the repository begins outside the allowed workspaces');
  const path = join(placeOfTrees(root), nameOfTree(ask.branch, ask.session));
  const workspace = join(path, relative(repository.top, await realpath(ask.directory)));
  if (await lstat(path).catch(() => null)) {
    const there = await findRepository(path);
    if (there?.top !== path || there.branch !== ask.branch) return refused(`${path} exists already`);
    return { ok: true, workspace };
  }
  await mkdir(dirname(path), { recursive: true });
  // A link on the way would lead the new files out of the repository.
  if ((await realpath(dirname(path))) !== dirname(path)) return refused(`${TREES} is a link`);
  await keepOutOfStatus(repository.commonDir);
  const problem = await addWorktree(tool, { repository, path, branch: ask.branch });
  if (problem !== null) return refused(problem);
  const check = await checkDirectory(ask.policy, workspace);
  return check.ok ? { ok: true, workspace } : refused(`${workspace} is not in that commit`);
}

export interface WorktreeAsk {
  /** Real path, allowed by the policy. */
  readonly directory: string;
  readonly branch: string;
  readonly session: SessionId;
  readonly policy: Policy;
}

export type WorktreeMade =
  | { readonly ok: true; readonly workspace: string }
  /** Why not, to stand after a colon. */
  | { readonly ok: false; readonly detail: string };

/** Narrower than git: nothing that a program could take for an option, a range or a path upwards. */
function isBranchName(name: string): boolean {
  return /^[\p{L}\p{N}][\p{L}\p{N}._/-]*$/u.test(name) && !/\.\.|\/\/|[./]$|\/\.|\.lock(?:\/|$)/.test(name);
}

/** The directory of trees is not a change of the tree that holds it. */
async function keepOutOfStatus(commonDir: string): Promise<void> {
  const line = `/${TREES}/`;
  await mkdir(join(commonDir, 'info'), { recursive: true });
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW;
  const file = await open(join(commonDir, 'info/exclude'), flags, 0o644).catch(() => null);
  if (!file) return; // then git lists it as new, and nothing else
  try {
    const text = await file.readFile('utf8');
    if (!text.split('\n').includes(line))
      await file.write(`${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n`);
  } finally {
    await file.close();
  }
}

interface Wanted {
  readonly repository: Repository;
  readonly path: string;
  readonly branch: string;
}

/** Null when it was made. */
async function addWorktree(tool: GitProgram, { repository, path, branch }: Wanted): Promise<string | null> {
  const { top, head } = repository;
  const quiet = await silenced(tool, top);
  if (!quiet.ok) return quiet.said;
  const made = await runGit(quiet.tool, top, ['worktree', 'add', '--quiet', '-b', branch, '--', path, head ?? 'HEAD']);
  return made.ok ? null : made.said;
}
