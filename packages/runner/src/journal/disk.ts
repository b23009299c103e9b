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
  open: (path) =>
    open(path, 'r+').catch((error: NodeJS.ErrnoException) => ifMissing(error, () => open(path, 'w+', 0o600))),
  replace: replaceFile,
};

function ifMissing<Value>(error: NodeJS.ErrnoException, then: () => Value): Value {
  if (error.code !== 'ENOENT') throw error;
  return then();
}
