import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { createWriter } from '../src/storage/sqlite/apply-writes.ts';
import { GroupCommit } from '../src/storage/sqlite/group-commit.ts';
import { migrate } from '../src/storage/sqlite/schema.ts';
import type { WriterThreadListener } from '../src/storage/sqlite/write.ts';
import { eventsOf, startOf } from './support/storage-writes.ts';

/** The writer in this thread, on a real database that the test can make full, and that can die. */
function commitHere() {
  const database = new Database(':memory:');
  migrate(database);
  const write = createWriter(database);
  const batches: number[] = [];
  const retries: (() => void)[] = [];
  const listeners: WriterThreadListener[] = [];
  let dying = false;
  const commit = new GroupCommit({
    start: (listener) => {
      listeners.push(listener);
      return {
        write: ({ writes }) => {
          batches.push(writes.length);
          const dies = dying;
          setImmediate(() => (dies ? listener.onDeath('it died') : listener.onAnswer(write(writes))));
        },
        close: async () => {},
      };
    },
    later: (_, fire) => void retries.push(fire),
  });
  const events = (seq: number) => commit.push({ kind: 'events', write: eventsOf('a', seq, seq) });
  return {
    commit,
    database,
    batches,
    events,
    started: listeners,
    start: () => commit.push({ kind: 'command', write: startOf('a') }),
    setDying: (value: boolean) => {
      dying = value;
    },
    nextRetry: async () => {
      while (retries.length === 0) await new Promise((resolve) => setImmediate(resolve));
      return retries.shift() ?? (() => {});
    },
    count: () => database.prepare<[], { n: number }>('SELECT count(*) AS n FROM events').get()?.n,
  };
}
const numbers = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, at) => first + at);

test('[ST15] writes that come while one batch is written share the next one', async () => {
  const here = commitHere();
  await here.start();
  await Promise.all(numbers(1, 200).map(here.events));
  expect(here.batches).toEqual([1, 1, 199]);
});

test('[ST14] a database that is full keeps every write and its order, and tells', async () => {
  const here = commitHere();
  await here.start();
  await here.events(1);
  const pages = Number(here.database.pragma('page_count', { simple: true }));
  here.database.pragma(`max_page_count = ${pages}`);
  let answered = 0;
  const asked = numbers(2, 500).map((seq) => here.events(seq).then(() => answered++));
  const retry = await here.nextRetry();
  expect(here.commit.trouble).toContain('full');
  retry();
  const again = await here.nextRetry();
  expect(here.commit.trouble).toContain('full');
  expect(here.count()).toBe(1 + answered);
  here.database.pragma('max_page_count = 100000');
  again();
  await Promise.all(asked);
  expect(here.commit.trouble).toBeNull();
  expect(here.count()).toBe(500);
});

test('[ST14] a writer that dies is started again, and what it had is written', async () => {
  const here = commitHere();
  await here.start();
  here.setDying(true);
  const asked = numbers(1, 3).map(here.events);
  const retry = await here.nextRetry();
  expect(here.commit.trouble).toBe('it died');
  here.setDying(false);
  retry();
  await Promise.all(asked);
  expect(here.started).toHaveLength(2);
  expect(here.count()).toBe(3);
  expect(here.commit.trouble).toBeNull();
});

test('[ST14] closing while the disk refuses answers every waiting write with an error', async () => {
  const here = commitHere();
  await here.start();
  here.setDying(true);
  const asked = Promise.allSettled(numbers(1, 3).map(here.events));
  await here.nextRetry();
  await here.commit.close();
  expect((await asked).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
});
