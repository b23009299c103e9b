import { closeSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';

/** Milliseconds to wait for another connection before a write counts as failed; it is tried again later. */
const BUSY_MS = 2_000;

/** Every commit is fsynced (FULL): `stored` may only be said after it. */
export function openDatabase(path: string): Database.Database {
  closeSync(openSync(path, 'a', 0o600)); // made by us, so that it never exists with a wider mode
  const database = new Database(path, { timeout: BUSY_MS });
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  return database;
}
