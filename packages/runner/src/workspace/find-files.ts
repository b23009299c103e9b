import { execFile } from 'node:child_process';
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';

/**
 * Files of a workspace whose path holds the letters of `text` in order, best first, for `@` completion. Where there is a
 * git repository it says which files count; elsewhere a bounded walk does.
 */
export async function findFiles(workspace: string, text: string, options: FindOptions): Promise<string[]> {
  const all = (options.git && (await listByGit(workspace, options))) || (await listByWalk(workspace));
  return bestMatches(all, text, MAX_MATCHES);
}

export interface FindOptions {
  /** Absolute path of git, found at the start of the runner; null where there is none. */
  readonly git: string | null;
  readonly env: Readonly<Record<string, string>>;
}

const MAX_MATCHES = 50;
/** Files that are looked at; more are not worth the wait while somebody types. */
const MAX_FILES = 20_000;
const GIT_TIMEOUT_MS = 5_000;
const GIT_OUTPUT_BYTES = 8 * 1024 * 1024;

/** Tracked and new files. A repository's own configuration must not make git start anything. */
function listByGit(workspace: string, { git, env }: FindOptions): Promise<string[] | null> {
  if (!git) return Promise.resolve(null);
  const safe = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'core.untrackedCache=false'];
  const args = [...safe, 'ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
  const limits = { timeout: GIT_TIMEOUT_MS, maxBuffer: GIT_OUTPUT_BYTES, shell: false };
  return new Promise((done) => {
    execFile(git, args, { cwd: workspace, env: { ...env, GIT_OPTIONAL_LOCKS: '0' }, ...limits }, (error, stdout) => {
      done(error ? null : stdout.split('\0').filter(Boolean).slice(0, MAX_FILES));
    });
  });
}

const SKIPPED = new Set(['node_modules', 'dist', 'build', 'target', 'venv', '__pycache__']);

/** Breadth first, links not followed, so that neither a loop nor a way out of the workspace exists. */
async function listByWalk(workspace: string): Promise<string[]> {
  const found: string[] = [];
  const waiting = [''];
  for (let at = 0; at < waiting.length && found.length < MAX_FILES && at < MAX_FILES; at++) {
    const directory = waiting[at] ?? '';
    const entries = await readdir(join(workspace, directory), { withFileTypes: true }).catch(() => []);
    const path = (entry: Dirent): string => (directory ? `${directory}/${entry.name}` : entry.name);
    const shown = entries.filter((entry) => !entry.name.startsWith('.'));
    found.push(...shown.filter((entry) => entry.isFile()).map(path));
    waiting.push(...shown.filter((entry) => entry.isDirectory() && !SKIPPED.has(entry.name)).map(path));
  }
  return found.slice(0, MAX_FILES);
}

/** Pure: paths that hold the text, those where it is together, in the name and short first. */
function bestMatches(paths: readonly string[], text: string, max: number): string[] {
  const wanted = text.toLowerCase().replaceAll(sep, '/');
  const scored: { path: string; score: number }[] = [];
  for (const path of paths) {
    const score = scoreOf(path.toLowerCase(), wanted);
    if (score !== null) scored.push({ path, score });
  }
  scored.sort((a, b) => a.score - b.score || a.path.length - b.path.length || (a.path < b.path ? -1 : 1));
  return scored.slice(0, max).map(({ path }) => path);
}

function scoreOf(path: string, wanted: string): number | null {
  if (wanted === '') return 0;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name.startsWith(wanted)) return 0;
  if (name.includes(wanted)) return 1;
  if (path.includes(wanted)) return 2;
  let at = -1;
  for (const letter of wanted) {
    at = path.indexOf(letter, at + 1);
    if (at < 0) return null;
  }
  return 3;
}
