import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { lstat, mkdir, open, realpath } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import type { SessionId } from '@claude-remote/protocol';
import { checkDirectory, type Policy } from '../policy/policy.ts';
import { findRepository, type Repository } from './repository.ts';

/**
 * A working tree of its own for one session: a new branch in a directory below the repository. Made once for a session,
 * however often it is asked for. Nothing here ever deletes one, so no work can be lost by it.
 */
export async function makeWorktree(ask: WorktreeAsk, tool: WorktreeTool): Promise<WorktreeMade> {
  const refused = (detail: string): WorktreeMade => ({ ok: false, detail });
  if (!isBranchName(ask.branch)) return refused('that is no name for a branch');
  if (tool.git === null) return refused('git was not found on this machine');
  const repository = await findRepository(ask.directory);
  if (!repository) return refused('there is no git repository');
  if (repository.head === null) return refused('the repository has no commit yet');
  const root = await rootOf(repository, ask.policy);
  if (root === null) return refused('the repository begins outside the allowed workspaces');
  const path = join(root, PLACE, `${ask.branch.replaceAll('/', '-').slice(-60)}-${ask.session.slice(0, 8)}`);
  const workspace = join(path, relative(repository.top, await realpath(ask.directory)));
  if (await lstat(path).catch(() => null)) {
    const there = await findRepository(path);
    if (there?.top !== path || there.branch !== ask.branch) return refused(`${path} exists already`);
    return { ok: true, workspace };
  }
  await mkdir(dirname(path), { recursive: true });
  // A link on the way would lead the new files out of the repository.
  if ((await realpath(dirname(path))) !== dirname(path)) return refused(`${PLACE} is a link`);
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

export interface WorktreeTool {
  /** Absolute path; null where there is none. */
  readonly git: string | null;
  readonly env: Readonly<Record<string, string>>;
}

export type WorktreeMade =
  | { readonly ok: true; readonly workspace: string }
  /** Why not, to stand after a colon. */
  | { readonly ok: false; readonly detail: string };

/** Where Claude Code itself puts working trees. */
const PLACE = '.claude/worktrees';

/** Narrower than git: nothing that a program could take for an option, a range or a path upwards. */
function isBranchName(name: string): boolean {
  return /^[\p{L}\p{N}][\p{L}\p{N}._/-]*$/u.test(name) && !/\.\.|\/\/|[./]$|\/\.|\.lock(?:\/|$)/.test(name);
}

/** The main working tree where there is one, so that no tree lies within a tree; null when that is not allowed. */
async function rootOf({ top, commonDir }: Repository, policy: Policy): Promise<string | null> {
  const main = basename(commonDir) === '.git' ? dirname(commonDir) : top;
  // Both are written to, and `.git` may be a file that names any place.
  const allowed = [await checkDirectory(policy, main), await checkDirectory(policy, commonDir)];
  const [root] = allowed;
  return allowed.every(({ ok }) => ok) && root?.ok ? root.path : null;
}

/** The directory of trees is not a change of the tree that holds it. */
async function keepOutOfStatus(commonDir: string): Promise<void> {
  const line = `/${PLACE}/`;
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
async function addWorktree(tool: WorktreeTool, { repository, path, branch }: Wanted): Promise<string | null> {
  const { top, head } = repository;
  const listed = await run(tool, top, ['config', '--list', '--show-scope', '--includes', '--name-only', '-z']);
  if (!listed.ok) return listed.said;
  const env = { ...tool.env, ...silenced(listed.said), GIT_NO_LAZY_FETCH: '1', GIT_TERMINAL_PROMPT: '0' };
  const made = await run({ ...tool, env }, top, [
    ...SAFE,
    'worktree',
    'add',
    '--quiet',
    '-b',
    branch,
    '--',
    path,
    head ?? 'HEAD',
  ]);
  return made.ok ? null : made.said;
}

const SAFE = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'protocol.allow=never'];

/** Pure: turns off what the repository's own settings would run while files are checked out. */
function silenced(listed: string): Record<string, string> {
  const words = listed.split('\0');
  const own = words.filter((_, index) => index % 2 === 1 && ['local', 'worktree'].includes(words[index - 1] ?? ''));
  const settings = new Map<string, string>();
  for (const key of own) {
    const [section = ''] = key.split('.', 1);
    const name = key.slice(0, key.lastIndexOf('.'));
    if (section === 'filter') {
      for (const what of ['clean', 'smudge', 'process']) settings.set(`${name}.${what}`, '');
      settings.set(`${name}.required`, 'false');
    }
    if (section === 'hook') settings.set(`${name}.enabled`, 'false');
  }
  const entries = [...settings].flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return { ...Object.fromEntries(entries), GIT_CONFIG_COUNT: `${settings.size}` };
}

/** A large tree takes its time to be checked out. */
const TIMEOUT_MS = 60_000;

function run({ git, env }: WorktreeTool, cwd: string, args: readonly string[]): Promise<{ ok: boolean; said: string }> {
  const limits = { timeout: TIMEOUT_MS, maxBuffer: 1024 * 1024, shell: false, windowsHide: true };
  return new Promise((resolve) => {
    execFile(git ?? '', [...args], { cwd, env: { ...env }, ...limits }, (error, stdout, stderr) => {
      if (!error) resolve({ ok: true, said: stdout });
      else resolve({ ok: false, said: reasonOf(stderr) || error.message });
    });
  });
}

function reasonOf(stderr: string): string {
  const line = stderr.split('\n').find((one) => one.startsWith('fatal: ')) ?? stderr.trim();
  return line.replace(/^fatal: /, '').slice(0, 300);
}
