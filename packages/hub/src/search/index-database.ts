import { closeSync, openSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';

/**
 * The search index: a file of its own beside the hub's database, made from it and worth nothing without it. One that is
 * damaged or of another version is thrown away and made anew. A commit may be lost in a power cut; its cursor goes with it.
 */
const VERSION = 2;

const TABLES = `
  CREATE TABLE sessions (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    machine TEXT NOT NULL,
    workspace TEXT NOT NULL,
    title TEXT NOT NULL,
    -- Newest event that was read in, and its time: another past under the same number is noticed.
    cursor INTEGER NOT NULL DEFAULT 0,
    at REAL NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    session INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at REAL NOT NULL,
    kind TEXT NOT NULL,
    block TEXT,
    text TEXT NOT NULL
  ) STRICT;
  CREATE INDEX passages_of ON passages (session, seq);
  CREATE VIRTUAL TABLE trigrams USING fts5(text, content='passages', content_rowid='id', tokenize='trigram');
  CREATE VIRTUAL TABLE short_words USING fts5(text, content='', contentless_delete=1, detail=none, tokenize='unicode61');
  INSERT INTO trigrams (trigrams, rank) VALUES ('secure-delete', 1);
  PRAGMA user_version = ${VERSION};`;

export function openIndex(path: string): Database.Database {
  try {
    const database = open(path);
    if (isOurs(database)) return database;
    database.close();
  } catch {
    // Damaged: it holds nothing that is not elsewhere.
  }
  discardIndex(path);
  const made = open(path);
  made.transaction(() => made.exec(TABLES)).immediate();
  return made;
}

function open(path: string): Database.Database {
  closeSync(openSync(path, 'a', 0o600)); // made by us, so that it never exists with a wider mode
  const database = new Database(path);
  try {
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    database.pragma('secure_delete = ON'); // what a person deleted is overwritten
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function isOurs(database: Database.Database): boolean {
  return database.pragma('user_version', { simple: true }) === VERSION;
}

/** Nothing may have it open. */
export function discardIndex(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
}

/** Whether the file is at fault: made anew it will do. */
export function isDamage(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^SQLITE_(CORRUPT|NOTADB)/.test(code);
}
