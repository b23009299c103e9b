import type { Clock } from '@claude-remote/link';
import { type Disk, type DiskFile, machineDisk } from './disk.ts';

/**
 * A file that only grows. What is appended is with the operating system at once (the death of this program takes none of
 * it) and on the disk when the append resolves; everything that comes while the disk is busy shares the next sync. A disk
 * that is full or read-only makes appends wait, never fail: they are written again, at the same place, until they fit.
 */
export class AppendFile {
  private readonly path: string;
  private readonly disk: Disk;
  private readonly clock: Clock;
  private readonly onProblem: (problem: string | null) => void;
  /** Null while the file is not open or the disk refuses: what comes then waits for `flush`. */
  private handle: DiskFile | null = null;
  private opening: Promise<DiskFile> | null = null;
  /** How far the disk has everything. */
  private synced: number;
  /** How far the operating system has everything. */
  private written: number;
  /** Not synced; the first `writtenCount` of them are written. */
  private waiting: Waiting[] = [];
  private writtenCount = 0;
  private waitingBytes = 0;
  private rewriting: Rewrite | null = null;
  private replacing = false;
  private flushing: Promise<void> | null = null;

  constructor(path: string, options: AppendFileOptions) {
    this.path = path;
    this.disk = options.disk ?? machineDisk;
    this.clock = options.clock;
    this.onProblem = options.onProblem;
    this.synced = options.size;
    this.written = options.size;
  }

  /** Bytes that are synced. */
  get size(): number {
    return this.synced;
  }

  /** Bytes that are not synced yet. */
  get unsynced(): number {
    return this.waitingBytes;
  }

  /**
   * Resolves when the bytes are synced. `onWritten` learns where they begin as soon as the operating system has them: before
   * this returns, unless the disk refuses; `onSynced` is called just before it resolves. Both in the order of the appends.
   */
  append(text: string, on: { written(at: number): void; synced(): void }): Promise<void> {
    return new Promise<void>((resolve) => {
      const bytes = Buffer.from(text);
      const synced = (): void => {
        on.synced();
        resolve();
      };
      this.waiting.push({ bytes, written: on.written, synced, told: false });
      this.waitingBytes += bytes.length;
      try {
        this.writeWaiting();
      } catch {
        // The flush that follows tries again and tells.
      }
      this.flushing ??= this.flush();
    });
  }

  /** Resolves when everything appended so far is synced. */
  settled(): Promise<void> {
    const last = this.waiting.at(-1);
    if (!last) return Promise.resolve();
    return new Promise<void>((resolve) => {
      const { synced } = last;
      last.synced = () => {
        synced();
        resolve();
      };
    });
  }

  /**
   * Replaces the whole content at a moment when nothing waits to be appended. `make` is called at that moment; null means
   * not now. Appends that come while the new file is written follow it.
   */
  rewrite(make: Rewrite): void {
    this.rewriting = make;
    this.flushing ??= this.flush();
  }

  /** Bytes that are already written. */
  async read(at: number, length: number): Promise<Buffer> {
    const handle = await this.opened();
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await handle.read(buffer, 0, length, at);
    if (bytesRead !== length) throw new Error(`the journal ${this.path} ends before byte ${at + length}`);
    return buffer;
  }

  /** Waits for what was appended, then lets the file go. */
  async close(): Promise<void> {
    while (this.flushing) await this.flushing;
    await this.drop();
  }

  private async flush(): Promise<void> {
    // Appends of the same turn of the event loop share a sync.
    await Promise.resolve();
    while (this.waiting.length > 0 || this.rewriting) {
      if (this.waiting.length > 0) await this.syncUntilDone();
      else await this.replaceContent();
    }
    this.flushing = null;
  }

  private async replaceContent(): Promise<void> {
    const text = this.rewriting?.() ?? null;
    this.rewriting = null;
    if (text === null) return;
    this.replacing = true;
    try {
      await this.disk.replace(this.path, text);
      await this.drop();
      this.synced = Buffer.byteLength(text);
      this.written = this.synced;
    } catch (error) {
      this.onProblem(error instanceof Error ? error.message : String(error)); // the long file is still whole
    } finally {
      this.replacing = false;
    }
  }

  /** Gives the operating system what it does not have; throws when the disk refuses. */
  private writeWaiting(): void {
    if (!this.handle || this.replacing) return;
    for (let next = this.waiting[this.writtenCount]; next; next = this.waiting[this.writtenCount]) {
      writeWhole(this.handle, next.bytes, this.written);
      const at = this.written;
      this.written += next.bytes.length;
      this.writtenCount++;
      if (!next.told) next.written(at);
      next.told = true;
    }
  }

  private async syncUntilDone(): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        const handle = await this.opened();
        this.writeWaiting();
        const { writtenCount, written } = this;
        await handle.datasync();
        if (attempt > 0) this.onProblem(null);
        this.synced = written;
        this.writtenCount -= writtenCount;
        for (const one of this.waiting.splice(0, writtenCount)) {
          this.waitingBytes -= one.bytes.length;
          one.synced();
        }
        return;
      } catch (error) {
        this.onProblem(error instanceof Error ? error.message : String(error));
        // A handle whose sync failed may have lost its pages: write everything again through a new one.
        await this.drop().catch(() => undefined);
        this.written = this.synced;
        this.writtenCount = 0;
        const wait = Math.min(RETRY_FIRST_MS * 2 ** attempt, RETRY_MAX_MS);
        await new Promise<void>((done) => this.clock.timer(wait, done));
      }
    }
  }

  private async opened(): Promise<DiskFile> {
    if (this.handle) return this.handle;
    this.opening ??= this.disk.open(this.path);
    try {
      this.handle = await this.opening;
    } finally {
      this.opening = null;
    }
    return this.handle;
  }

  private async drop(): Promise<void> {
    const { handle } = this;
    this.handle = null;
    await handle?.close();
  }
}

interface Waiting {
  readonly bytes: Buffer;
  readonly written: (at: number) => void;
  synced: () => void;
  /** Whether `written` was called: what is written again stands where it stood. */
  told: boolean;
}

type Rewrite = () => string | null;

export interface AppendFileOptions {
  /** Bytes that are in the file already. */
  readonly size: number;
  /** Absent: the machine's own. */
  readonly disk?: Disk;
  readonly clock: Clock;
  /** Why the disk does not take what is appended; null when it does again. */
  readonly onProblem: (problem: string | null) => void;
}

/** Milliseconds between attempts to write to a disk that refuses: soon enough to be noticed as healed, rare enough not to matter. */
const RETRY_FIRST_MS = 100;
const RETRY_MAX_MS = 2_000;

function writeWhole(handle: DiskFile, bytes: Buffer, at: number): void {
  for (let done = 0; done < bytes.length; ) done += handle.write(bytes, done, bytes.length - done, at + done);
}
