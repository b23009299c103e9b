import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ACCESS_STEPS } from '../src/access/sqlite-schema.ts';
import { openAccessStore, type SqliteAccessStore } from '../src/access/sqlite-store.ts';
import type { AccessStore, UserRecord } from '../src/access/store.ts';
import { StartProblem } from '../src/config/problem.ts';
import { lockDataDirectory } from '../src/start/data-lock.ts';
import { memoryAccessStore } from './support/memory-access-store.ts';

let directory: string;
let path: string;
const open: SqliteAccessStore[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'claude-remote-access-'));
  path = join(directory, 'access.sqlite');
});
afterEach(() => {
  for (const store of open.splice(0)) store.close();
  rmSync(directory, { recursive: true, force: true });
});
const sqlite = () => {
  const store = openAccessStore(path);
  open.push(store);
  return store;
};

const user: UserRecord = { id: 'u', name: 'Owner', passwordHash: 'h', role: 'admin', createdAt: 1 };

describe.each<[string, () => AccessStore]>([
  ['memory', memoryAccessStore],
  ['sqlite', sqlite],
])('access store: %s', (_, make) => {
  test('[AC22] users: names are unique whatever their case', async () => {
    const store = make();
    expect(await store.addUser(user)).toBe(true);
    expect(await store.addUser({ ...user, id: 'v', name: 'oWNER' })).toBe(false);
    expect(await store.userByName('OWNER')).toEqual(user);
    expect(await store.user('u')).toEqual(user);
    expect(await store.user('x')).toBeNull();
    await store.updateUser('u', { role: 'viewer' });
    expect(await store.users()).toEqual([{ ...user, role: 'viewer' }]);
    await store.updateUser('u', { passwordHash: 'other' });
    expect(await store.users()).toEqual([{ ...user, role: 'viewer', passwordHash: 'other' }]);
  });

  test('[AC22] logins', async () => {
    const store = make();
    await store.addUser(user);
    const times = { createdAt: 1, lastUsedAt: 2, expiresAt: 3 };
    const login = { hash: 'a', id: 'one', user: 'u', ...times, name: null, agent: 'Firefox', source: '::1' };
    await store.addLogin(login);
    await store.addLogin({ ...login, hash: 'b', id: 'two' });
    await store.touchLogin('a', 9);
    expect(await store.login('a')).toEqual({ ...login, lastUsedAt: 9 });
    expect([await store.nameLogin('one', 'u', 'Desk'), await store.nameLogin('one', 'other', 'x')]).toEqual([
      true,
      false,
    ]);
    expect((await store.loginsOf('u')).map(({ id, name }) => [id, name])).toEqual([
      ['one', 'Desk'],
      ['two', null],
    ]);
    await store.renewLogin('a', { hash: 'c', lastUsedAt: 11, expiresAt: 3 });
    expect(await store.login('a')).toBeNull();
    expect(await store.login('c')).toEqual({ ...login, hash: 'c', lastUsedAt: 11, name: 'Desk' });
    await store.removeLogin('c');
    expect(await store.login('c')).toBeNull();
    await store.removeLoginsOf('u');
    expect(await store.login('b')).toBeNull();
  });

  test('[AC22] tokens belong to their owner', async () => {
    const store = make();
    await store.addUser(user);
    const token = {
      id: 't',
      hash: 'h',
      user: 'u',
      name: 'ci',
      role: 'viewer',
      createdAt: 1,
      lastUsedAt: null,
    } as const;
    await store.addToken(token);
    await store.touchToken('h', 5);
    expect(await store.token('h')).toEqual({ ...token, lastUsedAt: 5 });
    expect(await store.removeToken('t', 'somebody else')).toBe(false);
    expect(await store.tokensOf('u')).toHaveLength(1);
    expect(await store.removeToken('t', 'u')).toBe(true);
    expect(await store.token('h')).toBeNull();
  });

  test('[AC22] conversations', async () => {
    const store = make();
    const record = {
      id: '__proto__',
      session: 's',
      createdAt: 1,
      lastMessageAt: 2,
      turnCount: 3,
      lastMessage: "x'; --",
    };
    await store.putConversation(record);
    await store.putConversation({ ...record, turnCount: 4 });
    expect(await store.conversations()).toEqual([{ ...record, turnCount: 4 }]);
    expect(await store.conversation('__proto__')).toEqual({ ...record, turnCount: 4 });
    await store.removeConversation('__proto__');
    await store.removeConversation('unknown');
    expect(await store.conversation('__proto__')).toBeNull();
  });
});

describe('access.sqlite', () => {
  test('[AC22] what was written is there after a restart, for its owner only', async () => {
    const store = sqlite();
    await store.addUser(user);
    for (const name of ['access.sqlite', 'access.sqlite-wal']) {
      expect(statSync(join(directory, name)).mode & 0o777, name).toBe(0o600);
    }
    store.close();
    expect(await sqlite().users()).toEqual([user]);
  });

  test('[AC23] audit rows can be added, not edited and not removed', async () => {
    const store = sqlite();
    await store.appendAudit({
      at: 1,
      action: 'login.failed',
      by: null,
      target: 'x\r\ny',
      source: '::1',
      details: '{}',
    });
    const raw = new Database(path);
    expect(raw.prepare('SELECT target FROM audit').all()).toEqual([{ target: 'x\r\ny' }]);
    expect(() => raw.exec("UPDATE audit SET action = 'login.success'")).toThrow(/only added/);
    expect(() => raw.exec('DELETE FROM audit')).toThrow(/only added/);
    raw.close();
  });

  test('[AC24] a database of a newer version or no database at all is one clear line', () => {
    const raw = new Database(path);
    raw.pragma(`user_version = ${ACCESS_STEPS.length + 1}`);
    raw.close();
    expect(sqlite).toThrow(/newer version/);
    writeFileSync(path, 'x'.repeat(5_000));
    expect(sqlite).toThrow(StartProblem);
  });
});

describe('lock of the data directory', () => {
  test('[CF11] one hub at a time, in this process or another', async () => {
    const free = lockDataDirectory(directory);
    expect(() => lockDataDirectory(directory)).toThrow(/another hub already works in/);
    free();
    lockDataDirectory(directory)();
  });

  test('[CF11] the lock of a hub that was killed is free at once', async () => {
    const script = `
      const Database = require('better-sqlite3');
      const database = new Database(process.argv[1]);
      database.pragma('locking_mode = EXCLUSIVE');
      database.exec('BEGIN EXCLUSIVE');
      process.stdout.write('locked');
      setInterval(() => {}, 1e6);`;
    const child = spawn(process.execPath, ['-e', script, join(directory, 'hub.lock')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    expect(() => lockDataDirectory(directory)).toThrow(/another hub/);
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    lockDataDirectory(directory)();
  });
});
