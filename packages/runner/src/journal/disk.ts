import { constants, writeSync } from 'node:fs';
import { open, readdir, readFile, rm, truncate } from 'node:fs/promises';
import { replaceFile } from './durable-file.ts';

/** The few things that journals need of a file system. A simulation brings one whose crashes it decides. */
export interface Disk {
  /** Names in a directory. */
  list(directory: string): Promise<string[]>;
  /** The whole file; empty when there is none. */
  read(path: string): Promise<Buffer>;
  truncate(path: string, size: number): Promise<void>;
  /** Also when there is none. */
  remove(path: string): Promise<void>;
  /** For reading and writing; the file is made when there is none. */
  open(path: string): Promise<DiskFile>;
  /** After a crash at any moment the file holds the old text or the new one, whole. */
  replace(path: string, text: string): Promise<void>;
}

export interface DiskFile {
  read(buffer: Buffer, offset: number, length: number, position: number): Promise<{ bytesRead: number }>;
  /**
   * Returns how many bytes the operating system has taken: microseconds, since it does not wait for the disk. They survive
   * this program; whether they survive a power cut is what `datasync` is for. Throws when the disk is full or read-only.
   */
  write(buffer: Buffer, offset: number, length: number, position: number): number;
  /** Resolves when everything that was written is on the disk. */
  datasync(): Promise<void>;
  close(): Promise<void>;
}

/** The machine's own file system. */
export const machineDisk: Disk = {
  list: (directory) => readdir(directory),
  read: (path) => readFile(path).catch((error: NodeJS.ErrnoException) => ifMissing(error, () => Buffer.alloc(0))),
  truncate: (path, size) => truncate(path, size),
  remove: (path) => rm(path, { force: true }),
  open: openFile,
  replace: replaceFile,
};

async function openFile(path: string): Promise<DiskFile> {
  const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  return {
    read: (buffer, offset, length, position) => file.read(buffer, offset, length, position),
    write: (buffer, offset, length, position) => writeSync(file.fd, buffer, offset, length, position),
    datasync: () => file.datasync(),
    close: () => file.close(),
  };
}

function ifMissing<Value>(error: NodeJS.ErrnoException, then: () => Value): Value {
  if (error.code !== 'ENOENT') throw error;
  return then();
}
