import { randomUUID } from 'node:crypto';
import { chmod, link, mkdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from './durable-file.ts';

/**
 * The runner's own directory: 0700, used by one runner at a time, with the number that rises at every start. It holds
 * journals, the policy and the epoch; what is inside those is not this file's business.
 */
export interface StateDir {
  readonly path: string;
  /** Raised and fsynced before this was returned. */
  readonly epoch: number;
  release(): Promise<void>;
}

/** Thrown when another runner that is alive uses the directory. */
export class StateDirTaken extends Error {
  constructor(path: string, pid: number) {
    super(`Another runner (process ${pid}) already uses ${path}. Stop it first, or give this one another stateDir.`);
    this.name = 'StateDirTaken';
  }
}

export async function openStateDir(path: string): Promise<StateDir> {
  await mkdir(join(path, 'sessions'), { recursive: true, mode: 0o700 });
  await chmod(path, 0o700);
  const lock = join(path, 'lock');
  await takeLock(lock, path);
  const epoch = await raiseEpoch(join(path, 'epoch'));
  return { path, epoch, release: () => unlink(lock) };
}

/** A number that was never used by an earlier start of a runner on this directory. */
async function raiseEpoch(path: string): Promise<number> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '0';
    throw error;
  });
  const last = Number(text.trim());
  if (!Number.isSafeInteger(last) || last < 0) throw new Error(`${path} does not hold a number`);
  await replaceFile(path, `${last + 1}\n`);
  return last + 1;
}

/**
 * The lock names a process and when that process began, so that it means nothing once the process is gone, also after a
 * power cut or when the number was given to another program.
 */
async function takeLock(lock: string, dir: string): Promise<void> {
  const mine = JSON.stringify({ pid: process.pid, began: await beganAt(process.pid) });
  const fresh = `${lock}.${randomUUID()}`;
  await writeFile(fresh, mine, { mode: 0o600 });
  try {
    for (;;) {
      // A link either appears whole or fails because the name is taken.
      if (await link(fresh, lock).then(() => true, isTaken)) return;
      const seen = await readFile(lock, 'utf8').catch(() => null);
      if (seen === null) continue;
      const holder = await livingHolder(seen);
      if (holder !== null) throw new StateDirTaken(dir, holder);
      await removeStale(lock, seen);
    }
  } finally {
    await unlink(fresh);
  }
}

function isTaken(error: NodeJS.ErrnoException): false {
  if (error.code === 'EEXIST') return false;
  throw error;
}

/** Moves the lock aside; if in that moment somebody else had taken it, theirs is put back. */
async function removeStale(lock: string, seen: string): Promise<void> {
  const aside = `${lock}.${randomUUID()}`;
  await rename(lock, aside).catch(() => undefined);
  const moved = await readFile(aside, 'utf8').catch(() => null);
  if (moved !== null && moved !== seen) await link(aside, lock).catch(() => undefined);
  await unlink(aside).catch(() => undefined);
}

async function livingHolder(text: string): Promise<number | null> {
  const { pid, began } = readLock(text);
  if (pid === null) return null;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return null; // kill throws nothing else than errno errors
  }
  return (await beganAt(pid)) === began ? pid : null;
}

function readLock(text: string): { pid: number | null; began: string | null } {
  try {
    const { pid, began } = JSON.parse(text) as { pid?: unknown; began?: unknown }; // our own file; both are checked here
    return { pid: typeof pid === 'number' ? pid : null, began: typeof began === 'string' ? began : null };
  } catch {
    return { pid: null, began: null };
  }
}

/** When a process began, as Linux counts it, with the boot it belongs to; null where that cannot be known. */
async function beganAt(pid: number): Promise<string | null> {
  try {
    const line = await readFile(`/proc/${pid}/stat`, 'utf8');
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    // The name in parentheses may hold spaces: count fields after the last one. Field 22 of proc(5) is the start time.
    const ticks = line.slice(line.lastIndexOf(')') + 2).split(' ')[19];
    return `${boot.trim()} ${ticks}`;
  } catch {
    return null;
  }
}

/** Refuses a file with a secret that others can read. */
export async function assertPrivate(path: string): Promise<void> {
  const { mode } = await stat(path);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    throw new Error(`${path} can be read by others (mode ${(mode & 0o777).toString(8)}); make it 0600`);
}
