import { closeSync, openSync } from 'node:fs';
import { RemoteError } from '@claude-remote/protocol';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { StartProblem } from '../config/problem.ts';
import { ACCESS_STEPS } from './sqlite-schema.ts';
import type { AccessStore } from './store.ts';

/**
 * Accounts, logins, tokens, conversation names and the audit in a small database of its own beside the session logs.
 * Writes are rare and tiny, so they are done at once and durable when they return; nothing here is on the way of an event.
 */
export interface SqliteAccessStore extends AccessStore {
  close(): void;
}

/** Milliseconds to wait for another process (an import) that is writing. */
const BUSY_MS = 1_000;

/** Throws `StartProblem` when the file was written by a newer version or is no database. */
export function openAccessStore(path: string): SqliteAccessStore {
  // Made by us first, so that it never exists with a wider mode; its WAL takes the same mode.
  closeSync(openSync(path, 'a', 0o600));
  const database = openDatabase(path);
  const run: Run = (sql, ...values) => {
    try {
      return database.prepare(sql).run(...values);
    } catch (error) {
      throw isDiskTrouble(error) ? new RemoteError('storage_full') : error;
    }
  };
  return {
    ...userStore(database, run),
    ...loginStore(database, run),
    ...tokenStore(database, run),
    ...conversationStore(database, run),
    appendAudit: async ({ at, action, by, target, source, details }) => {
      const columns = '(at, action, by_name, target, source, details)';
      run(`INSERT INTO audit ${columns} VALUES (?, ?, ?, ?, ?, ?)`, at, action, by, target, source, details);
    },
    close: () => database.close(),
  };
}

/** Full, read-only or broken disks, and a writer elsewhere that takes too long: all heal without us. */
function isDiskTrouble(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^SQLITE_(FULL|IOERR|READONLY|BUSY|CANTOPEN)/.test(code);
}

function openDatabase(path: string): Database.Database {
  try {
    const database = new Database(path, { timeout: BUSY_MS });
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    migrate(database, path);
    return database;
  } catch (error) {
    if (error instanceof StartProblem) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartProblem(
      `${path} cannot be opened (${reason}); free the disk, restore it from a backup, or give another --data-dir.`,
    );
  }
}

function migrate(database: Database.Database, path: string): void {
  database
    .transaction(() => {
      const done = z.number().parse(database.pragma('user_version', { simple: true }));
      if (done > ACCESS_STEPS.length) {
        throw new StartProblem(`${path} was written by a newer version of claude-remote; update this one.`);
      }
      for (const step of ACCESS_STEPS.slice(done)) database.exec(step);
      database.pragma(`user_version = ${ACCESS_STEPS.length}`);
    })
    .exclusive();
}

type Run = (sql: string, ...values: unknown[]) => Database.RunResult;

const role = z.enum(['admin', 'operator', 'viewer']);
const USER = 'id, name, password_hash AS passwordHash, role, created_at AS createdAt';
const user = z.object({ id: z.string(), name: z.string(), passwordHash: z.string(), role, createdAt: z.number() });

function userStore(database: Database.Database, run: Run) {
  const one = (where: string, value: string) =>
    user.nullable().parse(database.prepare(`SELECT ${USER} FROM users WHERE ${where} = ?`).get(value) ?? null);
  return {
    user: async (id) => one('id', id),
    userByName: async (name) => one('name', name),
    users: async () => z.array(user).parse(database.prepare(`SELECT ${USER} FROM users ORDER BY created_at`).all()),
    addUser: async ({ id, name, passwordHash, role, createdAt }) =>
      run('INSERT INTO users VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING', id, name, passwordHash, role, createdAt)
        .changes === 1,
    updateUser: async (id, { passwordHash = null, role = null }) => {
      run(
        'UPDATE users SET password_hash = coalesce(?, password_hash), role = coalesce(?, role) WHERE id = ?',
        passwordHash,
        role,
        id,
      );
    },
  } satisfies Partial<AccessStore>;
}

const LOGIN =
  'hash, id, user, created_at AS createdAt, last_used_at AS lastUsedAt, expires_at AS expiresAt, name, agent, source';
const login = z.object({
  hash: z.string(),
  user: z.string(),
  createdAt: z.number(),
  lastUsedAt: z.number(),
  expiresAt: z.number(),
  id: z.string(),
  name: z.string().nullable(),
  agent: z.string(),
  source: z.string(),
});

function loginStore(database: Database.Database, run: Run) {
  return {
    login: async (hash) =>
      login.nullable().parse(database.prepare(`SELECT ${LOGIN} FROM logins WHERE hash = ?`).get(hash) ?? null),
    loginsOf: async (user) =>
      z
        .array(login)
        .parse(database.prepare(`SELECT ${LOGIN} FROM logins WHERE user = ? ORDER BY created_at`).all(user)),
    nameLogin: async (id, user, name) =>
      run('UPDATE logins SET name = ? WHERE id = ? AND user = ?', name, id, user).changes === 1,
    addLogin: async ({ hash, id, user, createdAt, lastUsedAt, expiresAt, name, agent, source }) => {
      const columns = '(hash, id, user, created_at, last_used_at, expires_at, name, agent, source)';
      const values = [hash, id, user, createdAt, lastUsedAt, expiresAt, name, agent, source];
      run(`INSERT INTO logins ${columns} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, ...values);
    },
    touchLogin: async (hash, at) => {
      run('UPDATE logins SET last_used_at = ? WHERE hash = ?', at, hash);
    },
    renewLogin: async (before, { hash, lastUsedAt, expiresAt }) => {
      const columns = 'hash = ?, last_used_at = ?, expires_at = ?';
      run(`UPDATE logins SET ${columns} WHERE hash = ?`, hash, lastUsedAt, expiresAt, before);
    },
    removeLogin: async (hash) => {
      run('DELETE FROM logins WHERE hash = ?', hash);
    },
    removeLoginsOf: async (user) => {
      run('DELETE FROM logins WHERE user = ?', user);
    },
  } satisfies Partial<AccessStore>;
}

const TOKEN = 'id, hash, user, name, role, created_at AS createdAt, last_used_at AS lastUsedAt';
const token = z.object({
  id: z.string(),
  hash: z.string(),
  user: z.string(),
  name: z.string(),
  role,
  createdAt: z.number(),
  lastUsedAt: z.number().nullable(),
});

function tokenStore(database: Database.Database, run: Run) {
  return {
    token: async (hash) =>
      token.nullable().parse(database.prepare(`SELECT ${TOKEN} FROM tokens WHERE hash = ?`).get(hash) ?? null),
    tokensOf: async (user) =>
      z
        .array(token)
        .parse(database.prepare(`SELECT ${TOKEN} FROM tokens WHERE user = ? ORDER BY created_at`).all(user)),
    addToken: async ({ hash, id, user, name, role, createdAt, lastUsedAt }) => {
      run('INSERT INTO tokens VALUES (?, ?, ?, ?, ?, ?, ?)', hash, id, user, name, role, createdAt, lastUsedAt);
    },
    touchToken: async (hash, at) => {
      run('UPDATE tokens SET last_used_at = ? WHERE hash = ?', at, hash);
    },
    removeToken: async (id, user) => run('DELETE FROM tokens WHERE id = ? AND user = ?', id, user).changes === 1,
  } satisfies Partial<AccessStore>;
}

const CONVERSATION =
  'id, session, created_at AS createdAt, last_message_at AS lastMessageAt, turn_count AS turnCount, last_message AS lastMessage';
const conversation = z.object({
  id: z.string(),
  session: z.string(),
  createdAt: z.number(),
  lastMessageAt: z.number(),
  turnCount: z.number(),
  lastMessage: z.string(),
});

function conversationStore(database: Database.Database, run: Run) {
  const select = `SELECT ${CONVERSATION} FROM conversations`;
  return {
    conversation: async (id) =>
      conversation.nullable().parse(database.prepare(`${select} WHERE id = ?`).get(id) ?? null),
    conversations: async () => z.array(conversation).parse(database.prepare(`${select} ORDER BY created_at`).all()),
    putConversation: async ({ id, session, createdAt, lastMessageAt, turnCount, lastMessage }) => {
      const values = [id, session, createdAt, lastMessageAt, turnCount, lastMessage];
      run('INSERT OR REPLACE INTO conversations VALUES (?, ?, ?, ?, ?, ?)', ...values);
    },
    removeConversation: async (id) => {
      run('DELETE FROM conversations WHERE id = ?', id);
    },
  } satisfies Partial<AccessStore>;
}
