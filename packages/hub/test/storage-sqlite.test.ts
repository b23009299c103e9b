import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openSqliteStorage } from '../src/storage/sqlite/sqlite-storage.ts';
import type { Storage } from '../src/storage/storage.ts';
import { eventsOf, promptOf, startSession, summaryOf } from './support/storage-writes.ts';

/** What a file promises beyond the contract of storage-contract.test.ts: it outlives kills, locks, full disks and versions. */
let directory: string;
let path: string;
const opened: Storage[] = [];
const children: ChildProcess[] = [];

function open(at = path): Storage {
  const storage = openSqliteStorage({ path: at, later: (ms, fire) => void setTimeout(fire, ms) });
  opened.push(storage);
  return storage;
}

function startWriting(): ChildProcess {
  const args = ['--import', 'tsx', writing, path];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return child;
}

const exitOf = (child: ChildProcess) => new Promise<void>((resolve) => child.once('close', () => resolve()));
const seqs = (storage: Storage) => storage.events('a', 0, 1_000_000).map(({ seq }) => seq);
const upTo = (last: number) => Array.from({ length: last }, (_, at) => at + 1);
const trouble = (storage: Storage) => vi.waitUntil(() => storage.trouble(), { timeout: 20_000, interval: 20 });

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'claude-remote-storage-'));
  path = join(directory, 'hub.sqlite');
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await Promise.all(opened.splice(0).map((storage) => storage.close()));
  rmSync(directory, { recursive: true, force: true });
});

describe('reopening', () => {
  test('[ST9] a reopened file has everything', async () => {
    const first = open();
    await startSession(first, 'a');
    await first.addEvents({ ...eventsOf('a', 1, 3), snapshot: { seq: 3, state: '{"n":3}' } });
    await first.addCommand(promptOf('a', 'p1'));
    await first.markDelivered('a', 1);
    const machine = { id: 'm1', name: 'one', publicKey: 'pem', local: true, epoch: 2, heardAt: 5, info: '{}' };
    await first.putMachine(machine);
    const before = {
      events: first.events('a', 0, 10),
      commands: first.commands('a', { after: 0 }),
      session: first.session('a'),
    };
    await first.close();

    const second = open();
    expect(second.events('a', 0, 10)).toEqual(before.events);
    expect(second.commands('a', { after: 0 })).toEqual(before.commands);
    expect(second.session('a')).toEqual(before.session);
    expect(second.snapshot('a')).toEqual({ seq: 3, state: '{"n":3}' });
    expect(second.machines()).toEqual([machine]);
    expect(await second.addCommand(promptOf('a', 'p1'))).toEqual({ ok: true, cseq: 2, fresh: false });
  });

  test('[ST9] what was asked before closing is there after it', async () => {
    const first = open();
    const asked = [startSession(first, 'a'), ...upTo(600).map((seq) => first.addEvents(eventsOf('a', seq, seq)))];
    await first.close();
    await Promise.all(asked);
    await expect(first.addEvents(eventsOf('a', 601, 601))).rejects.toThrow('closed');
    expect(seqs(open())).toEqual(upTo(600));
  });

  test('[ST10] a kill at any moment loses nothing that was called stored', { timeout: 120_000 }, async () => {
    let known = 0;
    for (let kill = 0; kill < 10; kill++) {
      const child = startWriting();
      const ended = exitOf(child);
      let stored = known;
      let left = randomInt(1, 300);
      // Every number that gets through the pipe was called stored, also those that are read after the kill.
      for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
        stored = Math.max(stored, Number(line));
        if (--left === 0) child.kill('SIGKILL');
      }
      await ended;
      expect(child.signalCode).toBe('SIGKILL');
      const storage = open();
      known = storage.session('a')?.headSeq ?? 0;
      expect(known).toBeGreaterThanOrEqual(stored);
      expect(seqs(storage)).toEqual(upTo(known));
      expect(storage.session('a')?.summary).toEqual(summaryOf('a', `event ${known}`));
      await storage.close();
    }
    expect(known).toBeGreaterThan(10);
  });
});

describe('versions', () => {
  test('[ST11] a migration that is killed at any statement is done by the next start', {
    timeout: 120_000,
  }, async () => {
    const whole = spawnSync(process.execPath, ['--import', 'tsx', migration, join(directory, 'whole.sqlite'), '0']);
    const statements = Number(whole.stdout);
    expect(statements).toBeGreaterThan(6);
    for (let at = 1; at <= statements; at++) {
      const file = join(directory, `killed-${at}.sqlite`);
      const killed = spawnSync(process.execPath, ['--import', 'tsx', migration, file, String(at)]);
      expect(killed.signal).toBe('SIGKILL');
      const storage = open(file);
      await startSession(storage, 'a');
      await storage.addEvents(eventsOf('a', 1, 2));
      expect(seqs(storage)).toEqual([1, 2]);
    }
  });

  test('[ST12] a file of each older step opens with what it holds', async () => {
    const old = new Database(path);
    old.exec(readFileSync(new URL('./fixtures/hub-step-1.sql', import.meta.url), 'utf8'));
    old.close();
    const storage = open();
    expect(seqs(storage)).toEqual([1, 2]);
    expect(storage.session('a')).toMatchObject({ headSeq: 2, cseq: 2, delivered: 1, summary: { lastLine: 'event 2' } });
    expect(storage.snapshot('a')).toEqual({ seq: 2, state: '{"n":2}' });
    expect(storage.commands('a', { after: 1 })).toMatchObject([{ id: 'p1', body: { kind: 'prompt', text: 'p1' } }]);
    expect(storage.machines()).toMatchObject([{ id: 'm1', local: true, epoch: 3 }]);
    await storage.addEvents(eventsOf('a', 3, 3));
    expect(await storage.addCommand(promptOf('a', 'p2'))).toMatchObject({ ok: true, cseq: 3 });
  });

  test('[ST13] a file of a newer version, and one that is no database, are refused in clear words and left alone', () => {
    const newer = new Database(path);
    newer.pragma('user_version = 99');
    newer.close();
    expect(() => open()).toThrow('it was made by a newer version (step 99');
    const letter = join(directory, 'letter.sqlite');
    writeFileSync(letter, 'Dear reader, this is no database at all. '.repeat(100));
    expect(() => open(letter)).toThrow('not a database');
    expect(readFileSync(letter, 'utf8')).toMatch(/^Dear reader/);
  });
});

describe('a disk that refuses', () => {
  test('[ST14] while another connection holds the lock, writes wait, that is told, and all of them succeed in order', async () => {
    const storage = open();
    await startSession(storage, 'a');
    const other = new Database(path);
    other.exec('BEGIN IMMEDIATE');
    const asked = upTo(5).map((seq) => storage.addEvents(eventsOf('a', seq, seq)));
    expect(await trouble(storage)).toContain('locked');
    asked.push(storage.addEvents(eventsOf('a', 6, 6)));
    expect(seqs(storage)).toEqual([]);
    other.exec('ROLLBACK');
    other.close();
    await Promise.all(asked);
    expect(seqs(storage)).toEqual(upTo(6));
    expect(storage.trouble()).toBeNull();
  });

  const disk = mountedDisk();
  test.skipIf(disk === null)('[ST14] a full disk loses nothing, is told, and goes on when there is room', async () => {
    const mounted = disk?.mount(directory, '1m');
    try {
      const storage = open();
      await startSession(storage, 'a');
      const large = (seq: number) => {
        const write = eventsOf('a', seq, seq);
        const body = JSON.stringify({ kind: 'session-renamed', title: 'x'.repeat(50_000) });
        return { ...write, events: write.events.map((event) => ({ ...event, body })) };
      };
      let answered = 0;
      const asked = upTo(60).map((seq) => storage.addEvents(large(seq)).then(() => void answered++));
      expect(await trouble(storage)).toMatch(/full|I\/O/);
      expect(seqs(storage)).toEqual(upTo(answered));
      mounted?.resize('32m');
      await Promise.all(asked);
      expect(seqs(storage)).toEqual(upTo(60));
      expect(storage.trouble()).toBeNull();
      await storage.close();
      expect(seqs(open())).toEqual(upTo(60));
    } finally {
      await Promise.all(opened.splice(0).map((storage) => storage.close()));
      mounted?.unmount();
    }
  });
});

const writing = fileURLToPath(new URL('./support/write-numbers.ts', import.meta.url));
const migration = fileURLToPath(new URL('./support/kill-migration.ts', import.meta.url));

/** A small disk of its own; null where this user may not mount one (the same promise is kept by group-commit.test.ts there). */
function mountedDisk() {
  const mount = (...args: string[]) => spawnSync('/usr/bin/mount', args).status === 0;
  const unmount = (at: string) => void spawnSync('/usr/bin/umount', [at]);
  const at = mkdtempSync(join(tmpdir(), 'claude-remote-mount-'));
  const works = mount('-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', at);
  if (works) unmount(at);
  rmSync(at, { recursive: true });
  if (!works) return null;
  return {
    mount: (on: string, size: string) => {
      if (!mount('-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', on)) throw new Error('the disk could not be mounted');
      const resize = (to: string) => void mount('-o', `remount,size=${to}`, on);
      return { resize, unmount: () => unmount(on) };
    },
  };
}
