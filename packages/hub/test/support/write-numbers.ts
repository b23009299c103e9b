import { writeSync } from 'node:fs';
import { openSqliteStorage } from '../../src/storage/sqlite/sqlite-storage.ts';
import { eventsOf, startSession } from './storage-writes.ts';

/** Writes numbered events to the file it is given, several at a time, and prints each number once it is stored. To be killed. */
const [, , path = ''] = process.argv;
const IN_FLIGHT = 16;
const storage = openSqliteStorage({ path, later: (ms, fire) => void setTimeout(fire, ms) });
await startSession(storage, 'a');
let next = (storage.session('a')?.headSeq ?? 0) + 1;

async function write(): Promise<never> {
  for (;;) {
    const seq = next++;
    await storage.addEvents(eventsOf('a', seq, seq));
    writeSync(1, `${seq}\n`);
  }
}
await Promise.all(Array.from({ length: IN_FLIGHT }, write));
