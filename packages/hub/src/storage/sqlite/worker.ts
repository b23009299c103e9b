import { parentPort, workerData } from 'node:worker_threads';
import { createWriter } from './apply-writes.ts';
import { openDatabase } from './open-database.ts';
import type { BatchAnswer, WriteBatch } from './write.ts';

/** The writer thread: commits and fsyncs away from the thread that relays, so that a slow disk delays nobody's event. */
const path: string = workerData;
const database = openDatabase(path);
// What a person deleted is overwritten in the file, not only taken out of its tables.
database.pragma('secure_delete = ON');
const write = createWriter(database);

parentPort?.on('message', (message: WriteBatch | 'close') => {
  if (message === 'close') {
    database.close();
    parentPort?.close();
    return;
  }
  const answer: BatchAnswer = write(message.writes);
  parentPort?.postMessage(answer);
  // The log of writes still holds what was just removed from the file.
  if (message.writes.some(({ kind }) => kind === 'purge')) database.pragma('wal_checkpoint(TRUNCATE)');
});
