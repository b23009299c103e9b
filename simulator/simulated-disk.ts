import type { Disk, DiskFile } from '../packages/runner/src/journal/disk.ts';
import type { Life } from './life.ts';
import { PendingWrites } from './pending-writes.ts';
import type { Random } from './random.ts';

/** Where a runner has its journals. */
export const JOURNALS = '/sessions';

interface File {
  /** What a crash cannot take. */
  synced: Buffer;
  written: Buffer;
}

/**
 * A machine's disk: syncs finish when the simulation says so. A crash of the program keeps what was written; a power cut
 * keeps what was synced and any beginning of what was written after it.
 */
export class SimulatedDisk {
  private readonly files = new Map<string, File>();
  private readonly syncs = new PendingWrites();
  /** The next sync fails, as on a full disk. */
  failNext = false;

  /** The disk as one life of a program uses it. */
  of(life: Life): Disk {
    return {
      list: async (directory) =>
        [...this.files.keys()]
          .filter((path) => path.startsWith(`${directory}/`))
          .map((path) => path.slice(directory.length + 1)),
      read: async (path) => this.files.get(path)?.written ?? Buffer.alloc(0),
      truncate: async (path, size) => {
        const file = this.file(path);
        file.written = file.written.subarray(0, size);
        file.synced = file.synced.subarray(0, size);
      },
      remove: async (path) => void this.files.delete(path),
      open: async (path) => this.handle(this.file(path), life),
      replace: (path, text) =>
        this.later(life, () => {
          const bytes = Buffer.from(text);
          this.files.set(path, { synced: bytes, written: bytes });
        }),
    };
  }

  get waiting(): number {
    return this.syncs.waiting;
  }

  syncNext(): boolean {
    return this.syncs.commitNext();
  }

  synced(path: string): Buffer {
    return this.files.get(path)?.synced ?? Buffer.alloc(0);
  }

  written(path: string): Buffer {
    return this.files.get(path)?.written ?? Buffer.alloc(0);
  }

  /** The life that used it has ended before. */
  crash(random: Random): void {
    this.syncs.crash(random);
  }

  /** The same, of the whole machine. */
  cutPower(random: Random): void {
    this.syncs.crash(random);
    for (const file of this.files.values()) {
      const unsure = Math.max(0, file.written.length - file.synced.length);
      const kept = file.synced.length + random.below(unsure + 1);
      file.written = file.written.subarray(0, kept);
      file.synced = file.written;
    }
  }

  /** As a backup has it. */
  copy(): SimulatedDisk {
    const copied = new SimulatedDisk();
    for (const [path, file] of this.files) copied.files.set(path, { ...file });
    return copied;
  }

  private file(path: string): File {
    const known = this.files.get(path);
    if (known) return known;
    const made = { synced: Buffer.alloc(0), written: Buffer.alloc(0) };
    this.files.set(path, made);
    return made;
  }

  private handle(file: File, life: Life): DiskFile {
    return {
      read: async (buffer, offset, length, position) => ({
        bytesRead: file.written.copy(buffer, offset, position, position + length),
      }),
      write: (buffer, offset, length, position) => {
        if (life.alive) file.written = written(file.written, buffer.subarray(offset, offset + length), position);
        return length;
      },
      datasync: () => {
        const bytes = file.written;
        return this.later(life, () => {
          file.synced = bytes;
        });
      },
      close: async () => undefined,
    };
  }

  private later(life: Life, write: () => void): Promise<void> {
    if (!life.alive) return new Promise(() => undefined); // nobody is there any more
    return new Promise((resolve, reject) =>
      this.syncs.add(() => {
        if (this.failNext) {
          this.failNext = false;
          reject(new Error('no space left on device'));
          return;
        }
        write();
        resolve();
      }),
    );
  }
}

function written(before: Buffer, bytes: Buffer, position: number): Buffer {
  return Buffer.concat([before.subarray(0, position), bytes, before.subarray(position + bytes.length)]);
}
