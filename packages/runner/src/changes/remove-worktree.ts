import { lstat, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { RemoteError, type ReplyOf, type SessionState } from '@claude-remote/protocol';
import type { Policy } from '../policy/policy.ts';
import { findRepository, type Repository } from './repository.ts';
import { type GitProgram, runGit, silenced } from './silent-git.ts';
import { nameOfTree, placeOfTrees, rootOfTrees } from './trees.ts';

/**
 * Takes away the working tree that was made for a session, and nothing else: the directory is the one that makeWorktree
 * would make for it, git knows it as a tree of that repository, and its branch stays. What is nowhere else is told first.
 */
export interface RemovalAsk {
  readonly state: Pick<SessionState, 'id' | 'workspace' | 'worktree'>;
  readonly policy: Policy;
}

export type TreeFacts = ReplyOf<'worktree'>;

/** Throws `worktree_kept` when there is none to be removed. */
export async function lookAtWorktree(ask: RemovalAsk, tool: GitProgram): Promise<TreeFacts> {
  const tree = await findTree(ask, tool);
  if (tree === null) throw kept('it is not there');
  return factsOf(tree);
}

/**
 * Resolves when it is gone, also when it was before. Without `discard` nothing is lost: throws `worktree_unsaved`; git
 * itself refuses what was written since that was found out. Throws `worktree_kept`.
 */
export async function removeWorktree(ask: RemovalAsk & { discard: boolean }, tool: GitProgram): Promise<void> {
  const tree = await findTree(ask, tool);
  if (tree === null) return;
  if (!ask.discard) {
    const detail = unsavedOf(await factsOf(tree));
    if (detail !== null) throw new RemoteError('worktree_unsaved', { detail });
  }
  const force = ask.discard ? ['--force'] : [];
  const removed = await runGit(tree.tool, tree.root, ['worktree', 'remove', ...force, '--', tree.path]);
  if (!removed.ok) throw kept(removed.said);
}

interface Tree {
  readonly path: string;
  /** The main working tree. */
  readonly root: string;
  readonly repository: Repository;
  readonly tool: GitProgram;
}

/** Null when it is gone. Throws `worktree_kept` for whatever is not the session's own tree in its own place. */
async function findTree({ state, policy }: RemovalAsk, tool: GitProgram): Promise<Tree | null> {
  const { id, workspace, worktree } = state;
  if (!worktree) throw kept('this session has none of its own');
  if (tool.git === null) throw kept('git was not found on this machine');
  const main = await findRepository(worktree.of).catch(() => null);
  const root = main && (await rootOfTrees(main, policy));
  if (!main || root === null) throw kept('its repository is not there, or not in an allowed workspace');
  const path = join(placeOfTrees(root), nameOfTree(worktree.branch, id));
  if (workspace !== path && !workspace.startsWith(`${path}/`)) throw kept('it is not where trees of sessions are');
  const found = await lstat(path).catch(() => null);
  if (found === null) return null;
  if (!found.isDirectory() || (await realpath(path)) !== path) throw kept('it is not where trees of sessions are');
  const repository = await findRepository(path);
  const isOurs = repository?.top === path && repository.commonDir === main.commonDir;
  if (!isOurs) throw kept('git does not know it as a tree of that repository');
  const quiet = await silenced(tool, path);
  if (!quiet.ok) throw kept(quiet.said);
  return { path, root, repository, tool: quiet.tool };
}

async function factsOf({ path, repository, tool }: Tree): Promise<TreeFacts> {
  const status = await runGit(tool, path, ['status', '--porcelain', '-z', '--no-renames']);
  if (!status.ok) throw kept(status.said);
  const uncommitted = status.said.split('\0').filter((entry) => entry !== '').length;
  const own = repository.branch === null ? [] : [`--exclude=${repository.branch}`];
  const elsewhere = ['--not', '--remotes', '--tags', ...own, '--branches'];
  const counted = await runGit(tool, path, ['rev-list', '--count', `--max-count=${MOST}`, 'HEAD', ...elsewhere]);
  if (!counted.ok) throw kept(counted.said);
  const branch = repository.branch ?? repository.head?.slice(0, 7) ?? null;
  return { kind: 'worktree', path, branch, uncommitted, commits: Number.parseInt(counted.said, 10) || 0 };
}

/** Nobody needs to know more exactly how much there is to lose. */
const MOST = 1_000;

/** In words, to stand in brackets; null when everything is somewhere else too. */
function unsavedOf({ uncommitted, commits, branch }: TreeFacts): string | null {
  const parts = [
    ...(uncommitted > 0 ? [`${uncommitted} files with changes that are not committed`] : []),
    ...(commits > 0 ? [`${commits} commits only on ${branch ?? 'no branch'}`] : []),
  ];
  return parts.length === 0 ? null : parts.join(', ');
}

function kept(detail: string): RemoteError {
  return new RemoteError('worktree_kept', { detail });
}
