import type { SessionSummary, StoredCommand } from '@claude-remote/protocol';
import type Database from 'better-sqlite3';
import type { CommandAnswer, EventRow, MachineRow, SessionRow, SnapshotRow, Storage } from '../storage.ts';
import { openDatabase } from './open-database.ts';
import { migrate } from './schema.ts';
import { startWriterThread } from './start-worker.ts';
import type { BatchAnswer, Write, WriteAnswer, WriteBatch } from './write.ts';

/**
 * Storage in one SQLite file: writes are collected while the writer thread commits the batch before (group commit), reads
 * happen here on a connection of their own.
 */
export interface SqliteOptions {
  readonly path: string;
  /** Runs `fire` after `ms`. */
  readonly later: (ms: number, fire: () => void) => void;
}

/** Throws when the file cannot be opened, is no database, or was made by a newer version. */
export function openSqliteStorage(options: SqliteOptions): Storage {
  const database = openDatabase(options.path);
  try {
    migrate(database);
  } catch (error) {
    database.close();
    throw error;
  }
  return new SqliteStorage(database, new GroupCommit(options));
}

class SqliteStorage implements Storage {
  private readonly database: Database.Database;
  private readonly commit: GroupCommit;
  private readonly reads: Reads;

  constructor(database: Database.Database, commit: GroupCommit) {
    this.database = database;
    this.commit = commit;
    this.reads = prepareReads(database);
  }

  async addEvents(write: Parameters<Storage['addEvents']>[0]): Promise<void> {
    await this.commit.push({ kind: 'events', write });
  }

  async addCommand(write: Parameters<Storage['addCommand']>[0]): Promise<CommandAnswer> {
    const answer = await this.commit.push({ kind: 'command', write });
    if (!answer) throw new Error('a command was written without an answer');
    return answer;
  }

  async markDelivered(session: string, cseq: number): Promise<void> {
    await this.commit.push({ kind: 'delivered', session, cseq });
  }

  async putMachine(machine: MachineRow): Promise<void> {
    await this.commit.push({ kind: 'machine', machine });
  }

  events(session: string, after: number, limit: number): EventRow[] {
    return this.reads.events.all(session, after, limit);
  }

  snapshot(session: string): SnapshotRow | null {
    return this.reads.snapshot.get(session) ?? null;
  }

  session(id: string): SessionRow | null {
    const row = this.reads.session.get(id);
    return row ? sessionRow(row) : null;
  }

  sessions(): SessionRow[] {
    return this.reads.sessions.all().map(sessionRow);
  }

  commands(session: string, cseq: number): StoredCommand[] {
    return this.reads.commands.all(session, cseq).map(storedCommand);
  }

  machines(): MachineRow[] {
    return this.reads.machines.all().map((row) => ({ ...row, local: row.local === 1 }));
  }

  trouble(): string | null {
    return this.commit.trouble;
  }

  async close(): Promise<void> {
    await this.commit.close();
    this.database.close();
  }
}

interface Waiting {
  readonly write: Write;
  readonly resolve: (answer: WriteAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** One batch at a time is under way; what comes meanwhile is the next one. */
class GroupCommit {
  trouble: string | null = null;
  private queue: Waiting[] = [];
  private underWay: Waiting[] = [];
  private retrying = false;
  private readonly worker;
  private readonly options: SqliteOptions;

  constructor(options: SqliteOptions) {
    this.options = options;
    this.worker = startWriterThread(options.path);
    this.worker.on('message', (answer: BatchAnswer) => this.settle(answer));
    this.worker.on('error', (error) => this.settle({ ok: false, passing: false, error: String(error) }));
    this.worker.unref();
  }

  push(write: Write): Promise<WriteAnswer> {
    return new Promise((resolve, reject) => {
      this.queue.push({ write, resolve, reject });
      if (this.underWay.length === 0 && !this.retrying) this.send();
    });
  }

  /** Everything asked so far is durable, then the thread ends. */
  async close(): Promise<void> {
    while (this.underWay.length > 0 || this.queue.length > 0) {
      if (this.trouble) break;
      await new Promise((resolve) => setImmediate(resolve));
    }
    const ended = new Promise((resolve) => this.worker.once('exit', resolve));
    this.worker.postMessage('close');
    await ended;
  }

  private send(): void {
    this.underWay = this.queue.splice(0, BATCH);
    if (this.underWay.length === 0) return;
    const batch: WriteBatch = { writes: this.underWay.map(({ write }) => write) };
    this.worker.postMessage(batch);
  }

  private settle(answer: BatchAnswer): void {
    const batch = this.underWay;
    this.underWay = [];
    if (answer.ok) {
      this.trouble = null;
      for (const [i, waiting] of batch.entries()) waiting.resolve(answer.answers[i] ?? null);
    } else if (answer.passing) this.retry(batch, answer.error);
    else if (batch.length > 1) this.apart(batch);
    else for (const waiting of batch) waiting.reject(new Error(`storage: ${answer.error}`));
    if (!this.retrying) this.send();
  }

  /** Something in the batch is wrong for good: each alone, so that only the wrong one fails. */
  private apart(batch: readonly Waiting[]): void {
    const [first, ...rest] = batch;
    this.queue = [...rest, ...this.queue];
    this.underWay = first ? [first] : [];
    this.worker.postMessage({ writes: this.underWay.map(({ write }) => write) } satisfies WriteBatch);
  }

  /** A disk that takes nothing: the order stays, nothing is answered, and it goes on by itself when it can. */
  private retry(batch: readonly Waiting[], error: string): void {
    this.trouble = error;
    this.queue = [...batch, ...this.queue];
    this.retrying = true;
    this.options.later(RETRY_MS, () => {
      this.retrying = false;
      this.send();
    });
  }
}

const BATCH = 256;
const RETRY_MS = 250;

type Raw<Row, Keys extends keyof Row> = Omit<Row, Keys>;
type SessionRaw = Raw<SessionRow, 'summary'> & { readonly summary: string };
type MachineRaw = Raw<MachineRow, 'local'> & { readonly local: number };
interface CommandRaw {
  readonly id: string;
  readonly cseq: number;
  readonly body: string;
  readonly by_actor: string;
  readonly at: number;
  readonly expires_at: number;
}
type Reads = ReturnType<typeof prepareReads>;

function prepareReads(database: Database.Database) {
  const session =
    'SELECT id, machine, head_seq AS headSeq, head_epoch AS headEpoch, cseq, delivered, summary FROM sessions';
  return {
    events: database.prepare<[string, number, number], EventRow>(
      'SELECT seq, epoch, at, body FROM events WHERE session = ? AND seq > ? ORDER BY seq LIMIT ?',
    ),
    snapshot: database.prepare<[string], SnapshotRow>('SELECT seq, state FROM snapshots WHERE session = ?'),
    session: database.prepare<[string], SessionRaw>(`${session} WHERE id = ?`),
    sessions: database.prepare<[], SessionRaw>(session),
    commands: database.prepare<[string, number], CommandRaw>(
      'SELECT id, cseq, body, by_actor, at, expires_at FROM commands WHERE session = ? AND cseq > ? ORDER BY cseq',
    ),
    machines: database.prepare<[], MachineRaw>(
      'SELECT id, name, public_key AS publicKey, local, epoch, heard_at AS heardAt, info FROM machines',
    ),
  };
}

/** Rows were written by us from the same types; they are read as such. */
function sessionRow(row: SessionRaw): SessionRow {
  const summary: SessionSummary = JSON.parse(row.summary);
  return { ...row, summary };
}

function storedCommand({ id, cseq, body, by_actor, at, expires_at }: CommandRaw): StoredCommand {
  return {
    id: id as StoredCommand['id'],
    cseq,
    body: JSON.parse(body),
    by: JSON.parse(by_actor),
    at,
    expiresAt: expires_at,
  };
}
