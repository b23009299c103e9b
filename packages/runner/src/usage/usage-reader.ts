/**
 * Reads what Claude Code's transcripts on this disk say was used. Remembers how far each file was read, holds the last
 * weeks in memory, and gives the event loop back with every piece. Knows nothing of prices, blocks and days.
 */
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { entryOf, type UsageEntry } from './entry.ts';

export class UsageReader {
  private readonly options: UsageReaderOptions;
  private files = new Map<string, ReadSoFar>();
  private known = new Map<string, UsageEntry>();
  /** Numbers the answers that cannot be recognised again. */
  private nameless = 0;
  private reading: Promise<boolean> | null = null;

  constructor(options: UsageReaderOptions) {
    this.options = options;
  }

  /** Reads what was written since, for about `budgetMs`; false when there is more to read. One reading at a time. */
  read(budgetMs: number): Promise<boolean> {
    this.reading ??= this.readAll(this.options.now() + budgetMs).finally(() => {
      this.reading = null;
    });
    return this.reading;
  }

  /** Answers of the last weeks, each once, in order of time; what lies in the future by our clock is left out. */
  entries(): UsageEntry[] {
    const now = this.options.now();
    const from = now - KEPT_MS;
    return [...this.known.values()].filter(({ at }) => at >= from && at <= now + SKEW_MS).sort((a, b) => a.at - b.at);
  }

  private async readAll(deadline: number): Promise<boolean> {
    const files = await this.list();
    if (files.some((file) => this.wasReplaced(file))) this.forget();
    for (const file of files) {
      const known = this.files.get(file.path) ?? { inode: file.inode, offset: 0 };
      if (known.offset >= file.size) continue;
      this.files.set(file.path, known);
      if (!(await this.readFile(file, known, deadline))) return false;
    }
    const from = this.options.now() - KEPT_MS;
    for (const [key, { at }] of this.known) if (at < from) this.known.delete(key);
    return true;
  }

  /** Transcripts changed within the time that is kept, oldest first: a copy is written after its original. */
  private async list(): Promise<FoundFile[]> {
    const projects = join(this.options.configDir, 'projects');
    const names = await readdir(projects, { recursive: true }).catch(() => []);
    const found: FoundFile[] = [];
    for (const name of names) {
      if (!name.endsWith('.jsonl')) continue;
      const path = join(projects, name);
      const about = await stat(path).catch(() => null); // gone since it was listed
      if (!about?.isFile() || about.mtimeMs < this.options.now() - KEPT_MS) continue;
      found.push({ path, inode: about.ino, size: about.size, bornAt: about.birthtimeMs });
    }
    return found.sort((a, b) => a.bornAt - b.bornAt);
  }

  private wasReplaced({ path, inode, size }: FoundFile): boolean {
    const known = this.files.get(path);
    return known !== undefined && (known.inode !== inode || size < known.offset);
  }

  /** Which answers a replaced file had brought is not kept, so all is read anew; it happens rarely. */
  private forget(): void {
    this.files = new Map();
    this.known = new Map();
  }

  /** False when the time was up before the end. A line without its end waits for the next reading. */
  private async readFile({ path, size }: FoundFile, known: ReadSoFar, deadline: number): Promise<boolean> {
    const handle = await open(path, 'r').catch(() => null);
    if (!handle) return true;
    try {
      let piece = Buffer.allocUnsafe(PIECE_BYTES);
      while (known.offset < size) {
        if (this.options.now() > deadline) return false;
        const { bytesRead } = await handle.read(piece, 0, piece.length, known.offset);
        const end = piece.subarray(0, bytesRead).lastIndexOf(NEWLINE);
        if (end >= 0) {
          this.take(piece.toString('utf8', 0, end));
          known.offset += end + 1;
        } else if (bytesRead < piece.length) return true;
        else if (piece.length < MAX_LINE_BYTES) piece = Buffer.allocUnsafe(piece.length * 2);
        else known.offset += bytesRead; // no answer is that long: its rest reads as a broken line
      }
      return true;
    } finally {
      await handle.close();
    }
  }

  private take(text: string): void {
    const from = this.options.now() - KEPT_MS;
    for (const line of text.split('\n')) {
      const entry = entryOf(line);
      if (!entry || entry.at < from) continue;
      const key = entry.key ?? String(this.nameless++);
      const before = this.known.get(key);
      if (!before) this.known.set(key, entry);
      // An answer is written once for each of its parts, the early ones with the tokens counted so far.
      else if (entry.tokens.output > before.tokens.output) this.known.set(key, { ...entry, at: before.at });
    }
  }
}

export interface UsageReaderOptions {
  /** Claude Code's own directory (`~/.claude`). */
  readonly configDir: string;
  /** Unix ms. */
  readonly now: () => number;
}

interface ReadSoFar {
  readonly inode: number;
  /** Bytes up to the end of the last whole line. */
  offset: number;
}

interface FoundFile {
  readonly path: string;
  readonly inode: number;
  readonly size: number;
  readonly bornAt: number;
}

/** 30 days and the block before them, in any time zone. */
const KEPT_MS = 32 * 86_400_000;
/** A clock that was set back a little does not hide what was just said. */
const SKEW_MS = 60_000;
/** Read and parsed without a pause: a few milliseconds. */
const PIECE_BYTES = 512 * 1024;
/** Against a file that has no lines. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;
const NEWLINE = 0x0a;
