import type { SessionSummary, StoredCommand } from '@claude-remote/protocol';
import type Database from 'better-sqlite3';
import { firstWithin } from '../first-within.ts';
import type { CommandAnswer, EventRow, MachineRow, Place, SessionRow, SnapshotRow, Storage } from '../storage.ts';
import { GroupCommit } from './group-commit.ts';
import { openDatabase } from './open-database.ts';
import { migrate } from './schema.ts';
import { startWriterThread } from './start-worker.ts';

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
  const { path, later } = options;
  const commit = new GroupCommit({ start: (listener) => startWriterThread(path, listener), later });
  return new SqliteStorage(database, commit);
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
    if (!answer || !('ok' in answer)) throw new Error('a command was written without an answer');
    return answer;
  }

  async markDelivered(session: string, cseq: number): Promise<void> {
    await this.commit.push({ kind: 'delivered', session, cseq });
  }

  async putMachine(machine: MachineRow): Promise<void> {
    await this.commit.push({ kind: 'machine', machine });
  }

  async arrange(session: string, place: Place): Promise<void> {
    await this.commit.push({ kind: 'arrange', session, place });
  }

  async forget(session: string, at: number): Promise<void> {
    await this.commit.push({ kind: 'forget', session, at });
  }

  async purge(): Promise<boolean> {
    const answer = await this.commit.push({ kind: 'purge' });
    return answer !== null && 'purged' in answer && answer.purged;
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

  commands(session: string, range: { after: number; upTo?: number; bytes?: number }): StoredCommand[] {
    const { after, upTo = Number.MAX_SAFE_INTEGER, bytes = Number.POSITIVE_INFINITY } = range;
    return firstWithin(this.reads.commands.iterate(session, after, upTo), bytes, ({ body }) => body).map(storedCommand);
  }

  machines(): MachineRow[] {
    return this.reads.machines.all().map((row) => ({ ...row, local: row.local === 1 }));
  }

  forgotten(): { session: string; machine: string }[] {
    return this.reads.forgotten.all();
  }

  trouble(): string | null {
    return this.commit.trouble;
  }

  async close(): Promise<void> {
    await this.commit.close();
    this.database.close();
  }
}

type Raw<Row, Keys extends keyof Row> = Omit<Row, Keys>;
type SessionRaw = Raw<SessionRow, 'summary' | 'pinned' | 'archived'> & {
  readonly summary: string;
  readonly pinned: number;
  readonly archived: number;
};
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
    'SELECT id, machine, head_seq AS headSeq, head_epoch AS headEpoch, cseq, delivered, summary, pinned, archived, delete_at AS deleteAt FROM sessions';
  return {
    events: database.prepare<[string, number, number], EventRow>(
      'SELECT seq, epoch, at, body FROM events WHERE session = ? AND seq > ? ORDER BY seq LIMIT ?',
    ),
    snapshot: database.prepare<[string], SnapshotRow>('SELECT seq, state FROM snapshots WHERE session = ?'),
    session: database.prepare<[string], SessionRaw>(`${session} WHERE id = ?`),
    sessions: database.prepare<[], SessionRaw>(session),
    commands: database.prepare<[string, number, number], CommandRaw>(
      'SELECT id, cseq, body, by_actor, at, expires_at FROM commands WHERE session = ? AND cseq > ? AND cseq <= ? ORDER BY cseq',
    ),
    forgotten: database.prepare<[], { session: string; machine: string }>('SELECT session, machine FROM forgotten'),
    machines: database.prepare<[], MachineRaw>(
      'SELECT id, name, public_key AS publicKey, local, epoch, heard_at AS heardAt, info FROM machines',
    ),
  };
}

/** Rows were written by us from the same types; they are read as such. */
function sessionRow(row: SessionRaw): SessionRow {
  const told: SessionSummary = JSON.parse(row.summary);
  const place = { pinned: row.pinned === 1, archived: row.archived === 1 };
  return { ...row, ...place, summary: { ...told, ...place } };
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
