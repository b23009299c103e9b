import { join } from 'node:path';
import { asSessionId, isUuid, type SessionId } from '@claude-remote/protocol';
import { machineDisk } from './disk.ts';
import { type JournalOptions, SessionJournal } from './session-journal.ts';

/** The journals of all sessions of this machine. One file each, opened together at the start of the runner. */
export class Journals {
  private readonly dir: string;
  private readonly options: JournalOptions;
  private readonly bySession = new Map<SessionId, SessionJournal>();

  private constructor(dir: string, options: JournalOptions) {
    this.dir = dir;
    this.options = options;
  }

  static async open(dir: string, options: JournalOptions): Promise<Journals> {
    const journals = new Journals(dir, options);
    for (const name of await (options.disk ?? machineDisk).list(dir)) {
      const id = name.replace(/\.journal$/, '');
      if (id !== name && isUuid(id)) await journals.get(asSessionId(id));
    }
    return journals;
  }

  all(): SessionJournal[] {
    return [...this.bySession.values()];
  }

  find(session: SessionId): SessionJournal | null {
    return this.bySession.get(session) ?? null;
  }

  /** The session's journal, begun if there is none. */
  async get(session: SessionId): Promise<SessionJournal> {
    const known = this.bySession.get(session);
    if (known) return known;
    const opened = await SessionJournal.open(join(this.dir, `${session}.journal`), session, this.options);
    const raced = this.bySession.get(session);
    if (raced) return raced;
    this.bySession.set(session, opened);
    return opened;
  }

  /** The session was deleted: nothing of it stays here. Nobody may use its journal any more. */
  async forget(session: SessionId): Promise<void> {
    const journal = this.bySession.get(session);
    this.bySession.delete(session);
    await journal?.close();
    await (this.options.disk ?? machineDisk).remove(join(this.dir, `${session}.journal`));
  }

  async close(): Promise<void> {
    await Promise.all(this.all().map((journal) => journal.close()));
  }
}
