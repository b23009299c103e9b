import type Database from 'better-sqlite3';

/**
 * The tables of `hub.sqlite`, as steps that are each applied once, in order, in one transaction: a kill at any statement
 * leaves the step undone. A step that was ever released is never edited; a new one is added below it.
 */
const STEPS: readonly string[] = [
  `CREATE TABLE events (
     session TEXT NOT NULL,
     seq INTEGER NOT NULL,
     epoch INTEGER NOT NULL,
     at REAL NOT NULL,
     body TEXT NOT NULL,
     PRIMARY KEY (session, seq)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE sessions (
     id TEXT PRIMARY KEY,
     machine TEXT NOT NULL,
     head_seq INTEGER NOT NULL DEFAULT 0,
     head_epoch INTEGER NOT NULL DEFAULT 0,
     cseq INTEGER NOT NULL DEFAULT 0,
     delivered INTEGER NOT NULL DEFAULT 0,
     summary TEXT NOT NULL
   ) STRICT;
   CREATE TABLE snapshots (
     session TEXT PRIMARY KEY,
     seq INTEGER NOT NULL,
     state TEXT NOT NULL
   ) STRICT;
   CREATE TABLE commands (
     id TEXT PRIMARY KEY,
     session TEXT NOT NULL,
     cseq INTEGER NOT NULL,
     digest TEXT NOT NULL,
     body TEXT NOT NULL,
     by_actor TEXT NOT NULL,
     at REAL NOT NULL,
     expires_at REAL NOT NULL,
     UNIQUE (session, cseq)
   ) STRICT;
   CREATE TABLE machines (
     id TEXT PRIMARY KEY,
     name TEXT NOT NULL,
     public_key TEXT NOT NULL,
     local INTEGER NOT NULL,
     epoch INTEGER NOT NULL,
     heard_at REAL,
     info TEXT
   ) STRICT;`,
  `ALTER TABLE sessions ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE sessions ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE sessions ADD COLUMN delete_at REAL;
   CREATE TABLE forgotten (
     session TEXT PRIMARY KEY,
     machine TEXT NOT NULL,
     at REAL NOT NULL,
     purged INTEGER NOT NULL DEFAULT 0
   ) STRICT;`,
];

/** Brings a database to the newest step. Throws when a newer version made it. */
export function migrate(database: Database.Database): void {
  const at = Number(database.pragma('user_version', { simple: true }));
  if (at > STEPS.length) throw new Error(`it was made by a newer version (step ${at}, this one knows ${STEPS.length})`);
  for (let step = at; step < STEPS.length; step++) {
    const apply = database.transaction(() => {
      database.exec(STEPS[step] ?? '');
      database.pragma(`user_version = ${step + 1}`);
    });
    apply.immediate();
  }
}
