import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { BatchAnswer, WriterThread, WriterThreadListener } from './write.ts';

/** Starts the writer thread. It keeps the process alive only while a batch is under way. */
export function startWriterThread(databasePath: string, listener: WriterThreadListener): WriterThread {
  const worker = startWorker(databasePath);
  let cause = 'the writer thread ended';
  let closing = false;
  worker.unref();
  worker.on('message', (answer: BatchAnswer) => {
    worker.unref();
    listener.onAnswer(answer);
  });
  worker.on('error', (error) => {
    cause = error instanceof Error ? error.message : JSON.stringify(error); // native errors lose their class on the way
  });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  void ended.then(() => {
    if (!closing) listener.onDeath(cause);
  });
  return {
    write: (batch) => {
      worker.ref();
      worker.postMessage(batch);
    },
    close: () => {
      closing = true;
      worker.ref();
      worker.postMessage('close');
      return ended;
    },
  };
}

/** Megabytes for young objects of the writer thread: a batch lives for one commit, and V8 would take 48 by default. */
const YOUNG_MB = 4;

/** From its bundle, or from its source where there is none beside this file. */
function startWorker(workerData: string): Worker {
  const bundled = new URL('./storage-worker.js', import.meta.url);
  const source = new URL('./worker-from-source.mjs', import.meta.url);
  return new Worker(existsSync(fileURLToPath(bundled)) ? bundled : source, {
    workerData,
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
}
