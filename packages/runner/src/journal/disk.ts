import { constants } from 'node:fs';
import { open, readdir, readFile, truncate } from 'node:fs/promises';
import { replaceFile } from './durable-file.ts';

/** The few things that journals need of a file system. A simulation brings one whose crashes it decides. */
export interface Disk {
  /** Names in a directory. */
  list(directory: string): Promise<string[]>;
  /** The whole file; empty when there is none. */
  read(path: string): Promise<Buffer>;
  truncate(path: string, size: number): Promise<void>;
  /** For reading and writing; the file is made when there is none. */
  open(path: string): Promise<DiskFile>;
  /** After a crash at any moment the file holds the old text or the new one, whole. */
  replace(path: string, text: string): Promise<void>;
}

export interface DiskFile {
  read(buffer: Buffer, offset: number, length: number, position: number): Promise<{ bytesRead: number }>;
  write(buffer: Buffer, offset: number, length: number, position: number): Promise<{ bytesWritten: number }>;
  /** Resolves when everything that was written is on the disk. */
  datasync(): Promise<void>;
  close(): Promise<void>;
}

/** The machine's own file system. */
export const machineDisk: Disk = {
  list: (directory) => readdir(directory),
  read: (path) => readFile(path).catch((error: NodeJS.ErrnoException) => ifMissing(error, () => Buffer.alloc(0))),
  truncate: (path, size) => truncate(path, size),
  open: openFile,
  replace: replaceFile,
};

/** Where a write can be asked to return only when it is on the disk: one trip to the thread pool instead of two. */
const WRITES_SYNC = process.platform === 'linux';

async function openFile(path: string): Promise<DiskFile> {
  if (WRITES_SYNC) {
    const file = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_DSYNC, 0o600);
    return {
      read: (buffer, offset, length, position) => file.read(buffer, offset, length, position),
      write: (buffer, offset, length, position) => file.write(buffer, offset, length, position),
      datasync: async () => {}, // every write was
      close: () => file.close(),
    };
  }
  return open(path, 'r+').catch((error: NodeJS.ErrnoException) => ifMissing(error, () => open(path, 'w+', 0o600)));
}

function ifMissing<Value>(error: NodeJS.ErrnoException, then: () => Value): Value {
  if (error.code !== 'ENOENT') throw error;
  return then();
}
