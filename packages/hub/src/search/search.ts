import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Clock } from '@claude-remote/link';
import { RemoteError, type SearchAnswer, type SessionId } from '@claude-remote/protocol';
import type { SearchWish, TranscriptSearch } from '../core.ts';
import type { Found, IndexQuestion } from './find.ts';
import type { FromSearchThread, SearchPaths, ToSearchThread } from './messages.ts';
import { parseQuery, requireTimeZone } from './query.ts';

/**
 * Search over what was said in all sessions. The index is made from the stored log by a thread of its own and may always be
 * thrown away; a hub whose search is broken works on. Who may search is the door's business.
 */
export interface SearchParts extends SearchPaths {
  readonly clock: Clock;
  readonly machines: () => readonly { readonly id: string; readonly name: string }[];
  /** Sessions that were deleted and may still come back. */
  readonly hidden: () => readonly string[];
  readonly onTrouble: (what: string, error: unknown) => void;
}

/** Milliseconds in which changes are gathered before they are read in. */
const GATHER_MS = 250;
/** Questions that may wait: one that types fast is not helped by more. */
const MAX_WAITING = 32;
/** Milliseconds until a search thread that ended is started again. */
const RESTART_MS = 30_000;

export class Search implements TranscriptSearch {
  private readonly parts: SearchParts;
  private worker: Worker | null = null;
  private readonly changes = new Set<string>();
  private gathering: (() => void) | null = null;
  private restarting: (() => void) | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;
  private closed = false;

  constructor(parts: SearchParts) {
    this.parts = parts;
    this.start();
  }

  /** The session's log has more that is stored, or it is gone. */
  changed(session: SessionId): void {
    this.changes.add(session);
    this.gathering ??= this.parts.clock.timer(GATHER_MS, () => {
      this.gathering = null;
      const sessions = [...this.changes];
      this.changes.clear();
      this.tell({ do: 'read', sessions });
    });
  }

  /** Throws `bad_request`, `rate_limited`, `internal`. */
  async find({ text, timeZone, limit, cursor }: SearchWish): Promise<SearchAnswer> {
    const { machine, ...wanted } = parseQuery(text, requireTimeZone(timeZone));
    const machines = machine === null ? null : this.machinesNamed(machine);
    const question = { ...wanted, machines, hidden: this.parts.hidden(), limit, cursor };
    const { found, reading } = await this.ask(question);
    return { hits: [...found.hits], cursor: found.cursor === null ? null : String(found.cursor), reading };
  }

  async close(): Promise<void> {
    this.closed = true;
    this.gathering?.();
    this.restarting?.();
    const { worker } = this;
    if (!worker) return;
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    worker.ref();
    this.tell({ do: 'close' });
    await ended;
  }

  private machinesNamed(name: string): string[] {
    return this.parts
      .machines()
      .filter((one) => one.id.includes(name) || one.name.toLowerCase().includes(name))
      .map(({ id }) => id);
  }

  private ask(question: IndexQuestion): Promise<Answer> {
    if (this.waiting.size >= MAX_WAITING) return Promise.reject(new RemoteError('rate_limited', { seconds: 1 }));
    if (!this.worker) return Promise.reject(new RemoteError('internal', { ref: 'search' }));
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.tell({ do: 'find', id, question });
    });
  }

  private tell(message: ToSearchThread): void {
    this.worker?.postMessage(message);
  }

  private start(): void {
    const { hubPath, indexPath } = this.parts;
    const worker = startThread({ hubPath, indexPath });
    this.worker = worker;
    worker.unref();
    worker.on('message', (message: FromSearchThread) => this.answered(message));
    worker.on('error', (error) => this.parts.onTrouble('search', error));
    worker.on('exit', () => this.ended());
  }

  private answered(message: FromSearchThread): void {
    const waiting = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if (!waiting) return;
    if ('found' in message) waiting.resolve(message);
    else {
      this.parts.onTrouble('search', new Error(message.error));
      waiting.reject(new RemoteError('internal', { ref: 'search' }));
    }
  }

  private ended(): void {
    this.worker = null;
    for (const { reject } of this.waiting.values()) reject(new RemoteError('internal', { ref: 'search' }));
    this.waiting.clear();
    if (!this.closed) this.restarting = this.parts.clock.timer(RESTART_MS, () => this.start());
  }
}

interface Answer {
  readonly found: Found;
  readonly reading: boolean;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** From its bundle, or from its source where there is none beside this file. */
function startThread(workerData: SearchPaths): Worker {
  const bundled = new URL('./search-worker.js', import.meta.url);
  const source = new URL('./worker-from-source.mjs', import.meta.url);
  const url = existsSync(fileURLToPath(bundled)) ? bundled : source;
  return new Worker(url, { workerData, execArgv: [], resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
}

/** Megabytes for young objects of the thread: a piece lives for one step, and V8 would take 48 by default. */
const YOUNG_MB = 4;
