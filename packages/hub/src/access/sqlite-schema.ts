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
  `CREATE TABLE push_subscriptions (
     id TEXT PRIMARY KEY,
     user TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
     login TEXT NOT NULL REFERENCES logins (hash) ON DELETE CASCADE ON UPDATE CASCADE,
     endpoint TEXT NOT NULL UNIQUE,
     p256dh TEXT NOT NULL,
     auth TEXT NOT NULL,
     language TEXT NOT NULL,
     device TEXT NOT NULL,
     created_at INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX push_subscriptions_by_user ON push_subscriptions (user);
   CREATE INDEX push_subscriptions_by_login ON push_subscriptions (login);
   CREATE TABLE notification_preferences (
     user TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
     body TEXT NOT NULL
   ) STRICT;
   CREATE TABLE attention_positions (
     session TEXT PRIMARY KEY,
     seq INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE attention_items (
     user TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
     tag TEXT NOT NULL,
     session TEXT NOT NULL,
     at INTEGER NOT NULL,
     notice TEXT NOT NULL,
     state TEXT NOT NULL,
     PRIMARY KEY (user, tag)
   ) STRICT;
   CREATE TABLE push_outbox (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     subscription TEXT NOT NULL REFERENCES push_subscriptions (id) ON DELETE CASCADE,
     topic TEXT NOT NULL,
     message TEXT NOT NULL,
     urgency TEXT NOT NULL,
     expires_at INTEGER NOT NULL,
     next_at INTEGER NOT NULL,
     attempts INTEGER NOT NULL,
     UNIQUE (subscription, topic)
   ) STRICT;
   CREATE INDEX push_outbox_by_time ON push_outbox (next_at);`,
  `ALTER TABLE logins ADD COLUMN id TEXT NOT NULL DEFAULT '';
   ALTER TABLE logins ADD COLUMN name TEXT;
   ALTER TABLE logins ADD COLUMN agent TEXT NOT NULL DEFAULT '';
   ALTER TABLE logins ADD COLUMN source TEXT NOT NULL DEFAULT '';
   UPDATE logins SET id = lower(hex(randomblob(9)));
   CREATE UNIQUE INDEX logins_by_id ON logins (id);`,
];
