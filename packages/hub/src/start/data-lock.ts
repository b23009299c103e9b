import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { StartProblem } from '../config/problem.ts';

/**
 * One hub per data directory. The lock is the operating system's, taken through SQLite, so a crash of any kind frees it;
 * there is no file whose leftover could lie.
 */
export function lockDataDirectory(dataDir: string): () => void {
  const path = join(dataDir, 'hub.lock');
  try {
    closeSync(openSync(path, 'a', 0o600));
    const database = new Database(path, { timeout: 0 });
    database.pragma('locking_mode = EXCLUSIVE');
    database.exec('BEGIN EXCLUSIVE');
    return () => database.close();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code === 'SQLITE_BUSY') {
      throw new StartProblem(
        `--data-dir: another hub already works in ${dataDir}; stop it, or give this one its own directory.`,
      );
    }
    throw new StartProblem(`--data-dir: ${dataDir} cannot be written (${code}); free the disk or choose another.`);
  }
}
