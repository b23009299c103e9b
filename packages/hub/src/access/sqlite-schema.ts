/**
 * The tables of `access.sqlite`, as steps that are each applied once, in order, in one transaction. A step that was ever
 * released is never edited; a new one is added below it. Times are Unix milliseconds.
 */
export const ACCESS_STEPS: readonly string[] = [
  `CREATE TABLE users (
     id TEXT PRIMARY KEY,
     name TEXT NOT NULL UNIQUE COLLATE NOCASE,
     password_hash TEXT NOT NULL,
     role TEXT NOT NULL CHECK (role IN ('admin', 'operator', 'viewer')),
     created_at INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE logins (
     hash TEXT PRIMARY KEY,
     user TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
     created_at INTEGER NOT NULL,
     last_used_at INTEGER NOT NULL,
     expires_at INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX logins_by_user ON logins (user);
   CREATE TABLE tokens (
     hash TEXT PRIMARY KEY,
     id TEXT NOT NULL UNIQUE,
     user TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
     name TEXT NOT NULL,
     role TEXT NOT NULL CHECK (role IN ('admin', 'operator', 'viewer')),
     created_at INTEGER NOT NULL,
     last_used_at INTEGER
   ) STRICT;
   CREATE INDEX tokens_by_user ON tokens (user);
   CREATE TABLE conversations (
     id TEXT PRIMARY KEY,
     session TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     last_message_at INTEGER NOT NULL,
     turn_count INTEGER NOT NULL,
     last_message TEXT NOT NULL
   ) STRICT;
   CREATE TABLE audit (
     n INTEGER PRIMARY KEY AUTOINCREMENT,
     at INTEGER NOT NULL,
     action TEXT NOT NULL,
     by_name TEXT,
     target TEXT,
     source TEXT NOT NULL,
     details TEXT NOT NULL
   ) STRICT;
   CREATE TRIGGER audit_is_not_edited BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are only added'); END;
   CREATE TRIGGER audit_is_not_cut BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are only added'); END;`,
];
