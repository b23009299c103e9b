import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/** Starts the writer thread from its bundle, or from its source through tsx when there is none beside this file. */
export function startWriterThread(databasePath: string): Worker {
  const bundled = new URL('./storage-worker.js', import.meta.url);
  if (existsSync(fileURLToPath(bundled))) return new Worker(bundled, { workerData: databasePath });
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: databasePath,
    execArgv: ['--import', tsx],
  });
}
