import type { BatchAnswer, Write, WriteAnswer, WriterThread, WriterThreadListener } from './write.ts';

/**
 * Collects writes while the batch before is being committed, and answers each when its batch is durable. Writes take
 * effect in the order in which they were pushed, also when they have to wait. Knows neither SQL nor threads.
 */
export class GroupCommit {
  /** Null while writes succeed; else why they wait. */
  trouble: string | null = null;
  private queue: Waiting[] = [];
  private underWay: readonly Waiting[] = [];
  private state: 'idle' | 'writing' | 'pausing' | 'closed' = 'idle';
  /** Writes at the front of the queue that go one by one, because something among them is wrong for good. */
  private alone = 0;
  private drained: (() => void) | null = null;
  /** Null after it ended by itself: the next write starts another. */
  private thread: WriterThread | null = null;
  private readonly options: GroupCommitOptions;

  constructor(options: GroupCommitOptions) {
    this.options = options;
    this.thread = this.start();
  }

  push(write: Write): Promise<WriteAnswer> {
    if (this.state === 'closed' || this.drained) return Promise.reject(new Error('storage: it is closed'));
    return new Promise((resolve, reject) => {
      this.queue.push({ write, resolve, reject });
      if (this.state === 'idle') this.next();
    });
  }

  /** Everything pushed so far is durable when this resolves; what cannot be written now is rejected. */
  async close(): Promise<void> {
    if (this.state === 'writing') {
      await new Promise<void>((resolve) => {
        this.drained = resolve;
      });
    }
    this.state = 'closed';
    for (const { reject } of this.queue.splice(0))
      reject(new Error(`storage: closed before the write (${this.trouble})`));
    await this.thread?.close();
  }

  private start(): WriterThread {
    return this.options.start({
      onAnswer: (answer) => this.settle(answer),
      onDeath: (cause) => this.died(cause),
    });
  }

  private next(): void {
    this.underWay = this.queue.splice(0, this.alone > 0 ? 1 : BATCH);
    if (this.underWay.length === 0) {
      this.state = 'idle';
      this.drained?.();
      return;
    }
    this.state = 'writing';
    this.thread ??= this.start();
    this.thread.write({ writes: this.underWay.map(({ write }) => write) });
  }

  private settle(answer: BatchAnswer): void {
    const batch = this.underWay;
    this.underWay = [];
    if (!answer.ok && answer.passing) {
      this.pause(batch, answer.error);
      return;
    }
    this.trouble = null;
    if (answer.ok) for (const [at, { resolve }] of batch.entries()) resolve(answer.answers[at] ?? null);
    else if (batch.length === 1) for (const { reject } of batch) reject(new Error(`storage: ${answer.error}`));
    else {
      this.apart(batch);
      return;
    }
    this.alone = Math.max(0, this.alone - batch.length);
    this.next();
  }

  /** Something in the batch is wrong for good: each alone, so that only the wrong one fails. */
  private apart(batch: readonly Waiting[]): void {
    this.queue = [...batch, ...this.queue];
    this.alone = batch.length;
    this.next();
  }

  /** A disk that takes nothing: the order stays, nothing is answered, and it goes on by itself when it can. */
  private pause(batch: readonly Waiting[], error: string): void {
    this.trouble = error;
    this.queue = [...batch, ...this.queue];
    this.state = 'pausing';
    this.drained?.();
    this.options.later(RETRY_MS, () => {
      if (this.state === 'pausing') this.next();
    });
  }

  private died(cause: string): void {
    this.thread = null;
    if (this.state !== 'writing') return;
    const batch = this.underWay;
    this.underWay = [];
    this.pause(batch, cause);
  }
}

export interface GroupCommitOptions {
  readonly start: (listener: WriterThreadListener) => WriterThread;
  /** Runs `fire` after `ms`. */
  readonly later: (ms: number, fire: () => void) => void;
}

interface Waiting {
  readonly write: Write;
  readonly resolve: (answer: WriteAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** Writes in one transaction: enough to share one fsync among many, small enough that the first is not kept waiting. */
const BATCH = 256;
/** Milliseconds until a write that could not be made is tried again. */
const RETRY_MS = 250;
