import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { StartProblem } from './config/problem.ts';

/** Files and directories that only their owner may read: keys, tokens, the database. Windows keeps its own rules. */

const WIDER_THAN_OWNER = 0o077;

export function makePrivateDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StartProblem(
      `--data-dir: ${path} cannot be made (${codeOf(error)}); choose a directory you may write to.`,
    );
  }
  chmodSync(path, 0o700);
}

/** Written whole or not at all: a crash leaves the old file or the new one. */
export function writePrivateFile(path: string, content: string): void {
  const draft = `${path}.new`;
  const file = openSync(draft, 'w', 0o600);
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  chmodSync(draft, 0o600);
  renameSync(draft, path);
}

/** The content, or null when there is no such file. Refuses a file that others may read: the secret may be out. */
export function readPrivateFile(path: string): string | null {
  try {
    const { mode } = statSync(path);
    if (process.platform !== 'win32' && (mode & WIDER_THAN_OWNER) !== 0) {
      throw new StartProblem(
        `${path} may be read by others (mode ${(mode & 0o777).toString(8)}); make it private with chmod 600, or delete it to get a new one.`,
      );
    }
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof StartProblem) throw error;
    if (codeOf(error) === 'ENOENT') return null;
    throw new StartProblem(`${path} cannot be read (${codeOf(error)}).`);
  }
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
