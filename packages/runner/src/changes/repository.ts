import { lstat, readFile, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';

/**
 * Where a directory's git repository is and what it has checked out, read from its own small files. Git itself is not
 * started: a repository may come from anywhere, and its settings could name programs to run.
 */
export interface Repository {
  /** The directory that holds the files. */
  readonly top: string;
  /** What belongs to this working tree alone: HEAD, index, the log of HEAD. */
  readonly gitDir: string;
  /** What all working trees share: objects, branches. The same as `gitDir` in a repository's main tree. */
  readonly commonDir: string;
  /** Null when no branch is checked out. */
  readonly branch: string | null;
  /** Commit that is checked out; null before the first one. */
  readonly head: string | null;
}

/** Null where there is none, or none that we understand. */
export async function findRepository(directory: string): Promise<Repository | null> {
  const top = await findTop(await realpath(directory));
  if (top === null) return null;
  const gitDir = await gitDirOf(top);
  const head = gitDir && (await readSmall(join(gitDir, 'HEAD')));
  if (!gitDir || !head) return null;
  const shared = await readSmall(join(gitDir, 'commondir'));
  const commonDir = shared === null ? gitDir : resolve(gitDir, shared);
  const ref = /^ref: (refs\/[^\s]+)$/.exec(head)?.[1] ?? null;
  const commit = ref === null ? asHash(head) : await commitOf(commonDir, ref);
  const branch = ref?.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : null;
  return { top, gitDir, commonDir, branch, head: commit };
}

async function findTop(directory: string): Promise<string | null> {
  for (let at = directory; ; at = dirname(at)) {
    if (await lstat(join(at, '.git')).catch(() => null)) return at;
    if (dirname(at) === at) return null;
  }
}

/** `.git` is a directory, or in a further working tree a file that names one. */
async function gitDirOf(top: string): Promise<string | null> {
  const path = join(top, '.git');
  const found = await lstat(path);
  if (found.isDirectory()) return path;
  if (!found.isFile()) return null;
  const named = /^gitdir: (.+)$/.exec((await readSmall(path)) ?? '')?.[1];
  if (named === undefined) return null;
  return isAbsolute(named) ? named : resolve(top, named);
}

async function commitOf(commonDir: string, ref: string): Promise<string | null> {
  if (ref.split('/').includes('..')) return null;
  const loose = asHash((await readSmall(join(commonDir, ref))) ?? '');
  if (loose !== null) return loose;
  const packed = await readFile(join(commonDir, 'packed-refs'), 'utf8').catch(() => '');
  const line = packed.split('\n').find((one) => one.endsWith(` ${ref}`));
  return asHash(line?.split(' ', 1)[0] ?? '');
}

/** SHA-1 or SHA-256. */
export function asHash(text: string): string | null {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : null;
}

/** Bytes; what names one thing is far shorter. */
const SMALL = 8192;

async function readSmall(path: string): Promise<string | null> {
  const found = await lstat(path).catch(() => null);
  if (!found?.isFile() || found.size > SMALL) return null;
  return (await readFile(path, 'utf8').catch(() => '')).trim() || null;
}
