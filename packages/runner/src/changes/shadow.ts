import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Repository } from './repository.ts';

/**
 * Runs git on somebody's working tree without reading that repository's own settings: they may name programs (filters,
 * file watchers, hooks, text converters, signing), and the repository may be hostile. Git is given a directory of ours,
 * with an empty configuration, a copy of the index, and the repository's objects to read. Nothing of theirs is written.
 */
export interface GitTool {
  /** Absolute path of git. */
  readonly git: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where a directory may be made for as long as one question takes. */
  readonly scratch: string;
}

export interface Shadow {
  /** Standard output; rejects when git fails, takes too long or says too much. */
  run(args: readonly string[]): Promise<string>;
}

/** `cwd`: the directory below the working tree that is asked about. */
export async function withShadow<Result>(
  tool: GitTool,
  where: { readonly repository: Repository; readonly cwd: string },
  work: (shadow: Shadow) => Promise<Result>,
): Promise<Result> {
  await mkdir(tool.scratch, { recursive: true, mode: 0o700 });
  const directory = await mkdtemp(join(tool.scratch, 'git-'));
  try {
    await furnish(directory, where.repository);
    return await work({ run: (args) => runGit(tool, { ...where, directory }, args) });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function furnish(directory: string, { gitDir, commonDir, head }: Repository): Promise<void> {
  await mkdir(join(directory, 'objects/info'), { recursive: true });
  await mkdir(join(directory, 'refs'));
  await mkdir(join(directory, 'info'));
  await writeFile(join(directory, 'objects/info/alternates'), `${alternate(join(commonDir, 'objects'))}\n`);
  await writeFile(join(directory, 'HEAD'), 'ref: refs/heads/none\n');
  const sha256 = head?.length === 64;
  const format = sha256 ? '\trepositoryformatversion = 1\n[extensions]\n\tobjectformat = sha256\n' : '';
  await writeFile(join(directory, 'config'), `[core]\n\tbare = false\n${format}`);
  // Which files are ignored, and what is checked out as what: words and numbers, nothing that runs.
  await copyFile(join(commonDir, 'info/exclude'), join(directory, 'info/exclude')).catch(() => {});
  const indexes = (await readdir(gitDir)).filter((name) => name === 'index' || /^sharedindex\.[0-9a-f]+$/.test(name));
  for (const name of indexes) await copyFile(join(gitDir, name), join(directory, name));
}

/** As git reads that file: a path with special characters is quoted. */
function alternate(path: string): string {
  return /["\\\n]/.test(path) ? `"${path.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"` : path;
}

const TIMEOUT_MS = 8_000;
const OUTPUT_BYTES = 16 * 1024 * 1024;

interface Place {
  readonly repository: Repository;
  readonly cwd: string;
  readonly directory: string;
}

function runGit(
  { git, env }: GitTool,
  { repository, cwd, directory }: Place,
  args: readonly string[],
): Promise<string> {
  const own = { GIT_DIR: directory, GIT_WORK_TREE: repository.top, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' };
  const limits = { timeout: TIMEOUT_MS, maxBuffer: OUTPUT_BYTES, shell: false, windowsHide: true };
  return new Promise((resolve, reject) => {
    execFile(git, [...SAFE, ...args], { cwd, env: { ...env, ...own }, ...limits }, (error, stdout) => {
      if (error) reject(error);
      else resolve(stdout);
    });
  });
}

/** The person's own settings are read (ignored files, line ends); what would run beside git is turned off all the same. */
const SAFE = [
  '--literal-pathspecs',
  '--no-pager',
  ...['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'core.untrackedCache=false'],
  ...['-c', 'core.quotePath=false', '-c', 'protocol.allow=never', '-c', 'submodule.recurse=false'],
];
