import type { Clock } from '@claude-remote/link';
import { type Disk, type DiskFile, machineDisk } from './disk.ts';

/**
 * A file that only grows, whose appends resolve when they are on the disk. Everything that was appended while the disk
 * was busy is written and synced together. A disk that is full or read-only makes appends wait, never fail: they are
 * written again, at the same place, until they fit.
 */
export class AppendFile {
  private readonly path: string;
  private readonly disk: Disk;
  private readonly clock: Clock;
  private readonly onProblem: (problem: string | null) => void;
  private handle: DiskFile | null = null;
  /** How far the disk has everything. */
  private synced: number;
  private waiting: Waiting[] = [];
  private rewriting: Rewrite | null = null;
  private flushing: Promise<void> | null = null;

  constructor(path: string, options: AppendFileOptions) {
    this.path = path;
    this.disk = options.disk ?? machineDisk;
    this.clock = options.clock;
    this.onProblem = options.onProblem;
    this.synced = options.size;
  }

  /** Bytes that are synced. */
  get size(): number {
    return this.synced;
  }

  /** Resolves when the bytes are synced; just before that, `onSynced` learns where they begin. */
  append(text: string, onSynced: (at: number) => void): Promise<void> {
    return new Promise<void>((resolve) => {
      const done = (at: number): void => {
        onSynced(at);
        resolve();
      };
      this.waiting.push({ bytes: Buffer.from(text), done });
      this.flushing ??= this.flush();
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

  /** Bytes that are already synced. */
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
      const batch = this.waiting;
      this.waiting = [];
      if (batch.length === 0) {
        await this.replaceContent();
        continue;
      }
      const bytes = Buffer.concat(batch.map((one) => one.bytes));
      await this.writeUntilSynced(bytes);
      for (const one of batch) {
        one.done(this.synced);
        this.synced += one.bytes.length;
      }
    }
    this.flushing = null;
  }

  private async replaceContent(): Promise<void> {
    const text = this.rewriting?.() ?? null;
    this.rewriting = null;
    if (text === null) return;
    try {
      await this.disk.replace(this.path, text);
    } catch (error) {
      this.onProblem(error instanceof Error ? error.message : String(error)); // the long file is still whole
      return;
    }
    await this.drop();
    this.synced = Buffer.byteLength(text);
  }

  private async writeUntilSynced(bytes: Buffer): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        const handle = await this.opened();
        await writeWhole(handle, bytes, this.synced);
        await handle.datasync();
        if (attempt > 0) this.onProblem(null);
        return;
      } catch (error) {
        this.onProblem(error instanceof Error ? error.message : String(error));
        // A handle whose sync failed may have lost its pages: write everything again through a new one.
        await this.drop().catch(() => undefined);
        const wait = Math.min(RETRY_FIRST_MS * 2 ** attempt, RETRY_MAX_MS);
        await new Promise<void>((done) => this.clock.timer(wait, done));
      }
    }
  }

  private async opened(): Promise<DiskFile> {
    this.handle ??= await this.disk.open(this.path);
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
  readonly done: (at: number) => void;
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

async function writeWhole(handle: DiskFile, bytes: Buffer, at: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    written += (await handle.write(bytes, written, bytes.length - written, at + written)).bytesWritten;
  }
}
