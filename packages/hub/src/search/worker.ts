import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { find, type IndexQuestion } from './find.ts';
import { discardIndex, isDamage, openIndex } from './index-database.ts';
import { Indexer } from './indexer.ts';
import type { SearchPaths, ToSearchThread } from './messages.ts';

/** The search thread: reads events in and answers questions, away from the threads that relay and that store. */
const { hubPath, indexPath }: SearchPaths = workerData;
const hub = new Database(hubPath, { readonly: true, fileMustExist: true });
const index = openIndex(indexPath);
const indexer = guarded(() => new Indexer(hub, index));
let stepping = false;

function goOn(): void {
  if (stepping || indexer.done) return;
  stepping = true;
  // Questions come in between.
  setImmediate(() => {
    stepping = false;
    if (guarded(() => indexer.step())) index.pragma('wal_checkpoint(TRUNCATE)');
    goOn();
  });
}

/** A damaged index is thrown away; the thread is started again and makes it anew. */
function guarded<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!isDamage(error)) throw error;
    index.close();
    discardIndex(indexPath);
    throw error;
  }
}

parentPort?.on('message', (message: ToSearchThread) => {
  switch (message.do) {
    case 'read':
      for (const session of message.sessions) indexer.changed(session);
      goOn();
      return;
    case 'find':
      answer(message.id, message.question);
      return;
    case 'close':
      hub.close();
      index.close();
      parentPort?.close();
      process.exit();
  }
});

function answer(id: number, question: IndexQuestion): void {
  try {
    const found = guarded(() => find(index, question));
    parentPort?.postMessage({ id, found, reading: !indexer.done });
  } catch (error) {
    parentPort?.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
    if (isDamage(error)) throw error;
  }
}

goOn();
