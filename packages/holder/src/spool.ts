import { closeSync, ftruncateSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import type { HeldFrame } from './wire.ts';

/**
 * The frames of one process that the runner has not acknowledged: the newest few in memory, the rest on disk, so that a
 * runner away for days costs disk and not memory. Not synced: if the machine loses power, the process is gone as well.
 */
export class Spool {
  private entries: Entry[] = [];
  private last = 0;
  private memoryBytes = 0;
  private fileBytes = 0;
  private file: number | null = null;
  private readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Throws when the disk does not take it; nothing is numbered then. */
  append(line: string): void {
    const bytes = Buffer.byteLength(line);
    const n = this.last + 1;
    const onDisk = this.file !== null || this.memoryBytes + bytes > MEMORY_BYTES;
    this.entries.push(onDisk ? this.toDisk(n, line, bytes) : { n, bytes, line, offset: 0 });
    if (!onDisk) this.memoryBytes += bytes;
    this.last = n;
  }

  /** Frames after `after`, oldest first, as many as fit one answer (always at least one when there is one). */
  read(after: number): HeldFrame[] {
    const frames: HeldFrame[] = [];
    let bytes = 0;
    const first = this.entries[0]?.n ?? 0;
    for (let i = Math.max(0, after + 1 - first); i < this.entries.length && frames.length < READ_COUNT; i++) {
      const entry = this.entries[i];
      if (!entry || (frames.length > 0 && bytes + entry.bytes > READ_BYTES)) break;
      frames.push({ n: entry.n, line: entry.line ?? this.fromDisk(entry) });
      bytes += entry.bytes;
    }
    return frames;
  }

  ack(upTo: number): void {
    const keep = this.entries.findIndex((entry) => entry.n > upTo);
    const gone = keep < 0 ? this.entries : this.entries.slice(0, keep);
    for (const entry of gone) if (entry.line !== null) this.memoryBytes -= entry.bytes;
    this.entries = keep < 0 ? [] : this.entries.slice(keep);
    if (this.entries.length === 0) this.empty();
  }

  get lastNumber(): number {
    return this.last;
  }

  get acked(): number {
    return (this.entries[0]?.n ?? this.last + 1) - 1;
  }

  get bytes(): number {
    return this.memoryBytes + this.fileBytes;
  }

  remove(): void {
    this.entries = [];
    if (this.file === null) return;
    closeSync(this.file);
    this.file = null;
    unlinkSync(this.path);
  }

  private toDisk(n: number, line: string, bytes: number): Entry {
    this.file ??= openSync(this.path, 'w+', 0o600);
    const offset = this.fileBytes;
    const buffer = Buffer.from(line);
    for (let done = 0; done < bytes; ) done += writeSync(this.file, buffer, done, bytes - done, offset + done);
    this.fileBytes += bytes;
    return { n, bytes, line: null, offset };
  }

  private fromDisk(entry: Entry): string {
    const buffer = Buffer.alloc(entry.bytes);
    for (let done = 0; done < entry.bytes; ) {
      const read = this.file === null ? 0 : readSync(this.file, buffer, done, entry.bytes - done, entry.offset + done);
      if (read === 0) throw new Error(`${this.path} ends early`);
      done += read;
    }
    return buffer.toString();
  }

  private empty(): void {
    this.memoryBytes = 0;
    this.fileBytes = 0;
    if (this.file === null) return;
    ftruncateSync(this.file, 0);
    closeSync(this.file);
    this.file = null;
    unlinkSync(this.path);
  }
}

interface Entry {
  readonly n: number;
  readonly bytes: number;
  /** Null when it is on disk. */
  readonly line: string | null;
  readonly offset: number;
}

/** Kept in memory per process before frames go to disk. */
const MEMORY_BYTES = 1024 * 1024;
/** One answer to `read`. */
const READ_BYTES = 1024 * 1024;
const READ_COUNT = 256;
