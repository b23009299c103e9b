import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { emptyDisk, openMemoryStorage } from '../src/storage/memory/memory-storage.ts';
import { openSqliteStorage } from '../src/storage/sqlite/sqlite-storage.ts';
import type { MachineRow, Storage } from '../src/storage/storage.ts';
import { eventsOf, promptOf, startOf, startSession, summaryOf } from './support/storage-writes.ts';

/** What both implementations promise. What only a file can promise is in storage-sqlite.test.ts. */
const IMPLEMENTATIONS: Readonly<Record<string, (directory: string) => Storage>> = {
  sqlite: (directory) =>
    openSqliteStorage({ path: join(directory, 'hub.sqlite'), later: (ms, fire) => void setTimeout(fire, ms) }),
  memory: () => openMemoryStorage(emptyDisk(), (write) => queueMicrotask(write)),
};

describe.each(Object.entries(IMPLEMENTATIONS))('%s storage', (_, open) => {
  let directory: string;
  let storage: Storage;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'claude-remote-storage-'));
    storage = open(directory);
  });
  afterEach(async () => {
    await storage.close();
    rmSync(directory, { recursive: true, force: true });
  });
  const seqs = (session: string, after = 0, limit = 1_000) =>
    storage.events(session, after, limit).map(({ seq }) => seq);

  test('[ST1] events are read in order, after a cursor and up to a limit, each session its own', async () => {
    await Promise.all([startSession(storage, 'a'), startSession(storage, 'b')]);
    await Promise.all([
      storage.addEvents(eventsOf('a', 1, 3)),
      storage.addEvents(eventsOf('b', 1, 1)),
      storage.addEvents(eventsOf('a', 4, 12)),
    ]);
    expect(seqs('a')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(seqs('a', 9)).toEqual([10, 11, 12]);
    expect(seqs('a', 2, 2)).toEqual([3, 4]);
    expect(seqs('a', 12)).toEqual([]);
    expect(seqs('b')).toEqual([1]);
    expect(seqs('nowhere')).toEqual([]);
    expect(storage.events('a', 10, 1)).toEqual(eventsOf('a', 11, 11).events);
  });

  test('[ST16] where a session was put stays, whatever happens in it', async () => {
    await startSession(storage, 'a');
    await storage.arrange('a', { pinned: true, archived: false, deleteAt: 7 });
    await storage.addEvents(eventsOf('a', 1, 2));
    const put = { pinned: true, archived: false, deleteAt: 7, summary: { pinned: true, lastLine: 'event 2' } };
    expect(storage.session('a')).toMatchObject(put);
    expect(storage.sessions()).toMatchObject([put]);
    await storage.arrange('a', { pinned: false, archived: true, deleteAt: null });
    expect(storage.session('a')).toMatchObject({ deleteAt: null, summary: { pinned: false, archived: true } });
  });

  test('[ST17] a forgotten session is gone with all it had, its id is not used again, and its neighbour stays', async () => {
    await Promise.all([startSession(storage, 'a'), startSession(storage, 'b')]);
    await storage.addEvents(eventsOf('a', 1, 2_500));
    await storage.addEvents({ ...eventsOf('b', 1, 3), snapshot: { seq: 3, state: '{}' } });
    await storage.addCommand(promptOf('a', 'p1'));
    await storage.forget('a', 9);
    expect(storage.session('a')).toBeNull();
    expect(storage.commands('a', { after: 0 })).toEqual([]);
    expect(storage.forgotten()).toEqual([{ session: 'a', machine: 'm1' }]);
    await expect(storage.addEvents(eventsOf('a', 2_501, 2_501))).rejects.toThrow('no session');
    expect(await storage.addCommand(startOf('a'))).toEqual({ ok: false, code: 'session_not_found' });
    while (await storage.purge());
    expect(seqs('a')).toEqual([]);
    expect(seqs('b')).toEqual([1, 2, 3]);
    expect(storage.snapshot('b')).not.toBeNull();
  });

  test('[ST1] a hole, a second version of an event and an unknown session are refused whole', async () => {
    await startSession(storage, 'a');
    await storage.addEvents(eventsOf('a', 1, 2));
    const hole = { ...eventsOf('a', 3, 6), events: eventsOf('a', 3, 6).events.filter(({ seq }) => seq !== 5) };
    const wrong = [eventsOf('a', 4, 4), eventsOf('a', 2, 3), hole, eventsOf('unknown', 1, 1)];
    const outcomes = await Promise.allSettled(wrong.map((write) => storage.addEvents(write)));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected']);
    expect(seqs('a')).toEqual([1, 2]);
    expect(seqs('unknown')).toEqual([]);
    expect(storage.session('a')).toMatchObject({ headSeq: 2 });
  });

  test('[ST1] what is wrong fails alone: its neighbours are stored and answered, each with its own answer', async () => {
    await startSession(storage, 'a');
    const writes = [
      storage.addCommand(promptOf('a', 'p1')),
      storage.addEvents(eventsOf('a', 7, 7)),
      storage.addEvents(eventsOf('a', 1, 2)),
      storage.addEvents(eventsOf('unknown', 1, 1)),
      storage.addCommand(promptOf('a', 'p2')),
      storage.addEvents(eventsOf('a', 3, 3)),
    ];
    const outcomes = await Promise.allSettled(writes);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    expect(outcomes[0]).toMatchObject({ value: { ok: true, cseq: 2 } });
    expect(outcomes[4]).toMatchObject({ value: { ok: true, cseq: 3 } });
    expect(seqs('a')).toEqual([1, 2, 3]);
    expect(storage.trouble()).toBeNull();
  });

  test('[ST2] the head and what lists show move with the events', async () => {
    await startSession(storage, 'a');
    expect(storage.session('a')).toMatchObject({ machine: 'm1', headSeq: 0, headEpoch: 0, cseq: 1, delivered: 0 });
    const write = eventsOf('a', 1, 2);
    const [one, two] = write.events;
    if (!one || !two) throw new Error('two events were made');
    await storage.addEvents({ ...write, events: [one, { ...two, epoch: 4 }] });
    expect(storage.session('a')).toMatchObject({ headSeq: 2, headEpoch: 4, summary: { lastLine: 'event 2' } });
    expect(storage.sessions()).toEqual([storage.session('a')]);
    expect(storage.session('nowhere')).toBeNull();
  });

  test('[ST3] commands are numbered from 1 and come back as they were asked', async () => {
    await startSession(storage, 'a');
    await startSession(storage, 'b');
    const write = promptOf('a', 'p1', '-é💥\n\u0000');
    expect(await storage.addCommand(write)).toEqual({ ok: true, cseq: 2, fresh: true });
    expect(await storage.addCommand(promptOf('b', 'p2'))).toEqual({ ok: true, cseq: 2, fresh: true });
    expect(storage.commands('a', { after: 0 }).map(({ id }) => id)).toEqual(['start-a', 'p1']);
    const { id, body, by, at, expiresAt } = write;
    expect(storage.commands('a', { after: 1 })).toEqual([{ id, body, by, at, expiresAt, cseq: 2 }]);
    expect(storage.commands('a', { after: 2 })).toEqual([]);
    expect(storage.commands('a', { after: 0, upTo: 1 }).map((command) => command.cseq)).toEqual([1]);
    const one = JSON.stringify(body).length;
    for (const [bytes, last] of [
      [1, 1],
      [one, 1],
      [1000, 2],
    ] as const)
      expect(storage.commands('a', { after: 0, bytes }).at(-1)?.cseq).toBe(last);
  });

  test('[ST4] the same command again has the first answer and no effect; other content is a conflict', async () => {
    await startSession(storage, 'a');
    const [first, again] = await Promise.all([
      storage.addCommand(promptOf('a', 'p1')),
      storage.addCommand(promptOf('a', 'p1')),
    ]);
    expect(first).toEqual({ ok: true, cseq: 2, fresh: true });
    expect(again).toEqual({ ok: true, cseq: 2, fresh: false });
    expect(await storage.addCommand(promptOf('a', 'p1', 'something else'))).toEqual({ ok: false, code: 'conflict' });
    expect(await storage.addCommand(startOf('a'))).toEqual({ ok: true, cseq: 1, fresh: false });
    const only = { onlyAgain: true };
    expect(await storage.addCommand({ ...promptOf('a', 'p1'), ...only })).toEqual({ ok: true, cseq: 2, fresh: false });
    expect(await storage.addCommand({ ...promptOf('a', 'p2'), ...only })).toEqual({
      ok: false,
      code: 'password_needed',
    });
    expect(storage.commands('a', { after: 0 })).toHaveLength(2);
    expect(storage.session('a')?.cseq).toBe(2);
  });

  test('[ST5] a session is made once, and nothing else makes one', async () => {
    const [first, second] = await Promise.all([
      storage.addCommand(startOf('a')),
      storage.addCommand(startOf('a', { id: 'another', digest: 'another' })),
    ]);
    expect(first).toEqual({ ok: true, cseq: 1, fresh: true });
    expect(second).toEqual({ ok: false, code: 'session_exists' });
    expect(await storage.addCommand(promptOf('b', 'p1'))).toEqual({ ok: false, code: 'session_not_found' });
    expect(storage.session('b')).toBeNull();
    expect(storage.sessions()).toHaveLength(1);
    // The refused ids were not used up.
    expect(await storage.addCommand(promptOf('a', 'p1'))).toMatchObject({ ok: true, cseq: 2 });
  });

  test('[ST6] delivered never goes back', async () => {
    await startSession(storage, 'a');
    await storage.addCommand(promptOf('a', 'p1'));
    await Promise.all([storage.markDelivered('a', 2), storage.markDelivered('a', 1), storage.markDelivered('b', 9)]);
    expect(storage.session('a')?.delivered).toBe(2);
    expect(storage.session('b')).toBeNull();
  });

  test('[ST7] a machine and a snapshot are replaced by their next version', async () => {
    const machine: MachineRow = {
      id: 'm1',
      name: 'one',
      publicKey: 'pem',
      local: true,
      epoch: 1,
      heardAt: null,
      info: null,
    };
    const next: MachineRow = {
      ...machine,
      name: 'new',
      publicKey: 'p2',
      local: false,
      epoch: 2,
      heardAt: 3.5,
      info: '{}',
    };
    await storage.putMachine(machine);
    expect(storage.machines()).toEqual([machine]);
    await Promise.all([storage.putMachine(next), storage.putMachine({ ...machine, id: 'm2' })]);
    expect(storage.machines()).toHaveLength(2);
    expect(storage.machines()).toContainEqual(next);

    await startSession(storage, 'a');
    expect(storage.snapshot('a')).toBeNull();
    await storage.addEvents({ ...eventsOf('a', 1, 2), snapshot: { seq: 2, state: '{"n":2}' } });
    await storage.addEvents(eventsOf('a', 3, 3));
    expect(storage.snapshot('a')).toEqual({ seq: 2, state: '{"n":2}' });
    await storage.addEvents({ ...eventsOf('a', 4, 4), snapshot: { seq: 4, state: '{"n":4}' } });
    expect(storage.snapshot('a')).toEqual({ seq: 4, state: '{"n":4}' });
  });

  test('[ST8] writes take effect and are answered in the order in which they were asked, and reads see them', async () => {
    const answered: number[] = [];
    const asked = [startSession(storage, 'a')];
    for (let n = 1; n <= 700; n++) {
      const write = n % 7 === 0 ? storage.addCommand(promptOf('a', `p${n}`)) : storage.markDelivered('a', 0);
      asked.push(
        Promise.all([storage.addEvents(eventsOf('a', n, n)), write]).then(() => {
          answered.push(n);
          expect(storage.session('a')?.headSeq).toBeGreaterThanOrEqual(n);
          expect(seqs('a', n - 1, 1)).toEqual([n]);
        }),
      );
    }
    await Promise.all(asked);
    expect(answered).toEqual([...answered].sort((left, right) => left - right));
    expect(seqs('a')).toHaveLength(700);
    expect(storage.commands('a', { after: 1 }).map(({ id }) => id)).toEqual(
      Array.from({ length: 100 }, (_, n) => `p${(n + 1) * 7}`),
    );
    expect(storage.session('a')?.summary).toEqual(summaryOf('a', 'event 700'));
  });
});
