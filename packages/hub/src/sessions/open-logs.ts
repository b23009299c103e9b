import { RemoteError, type SessionId } from '@claude-remote/protocol';
import type { Storage } from '../storage/storage.ts';
import { readLog } from './read-log.ts';
import { type LogParts, SessionLog } from './session-log.ts';

/** The logs that are in memory: those in use, and some that were used last. */
export class OpenLogs {
  private readonly logs = new Map<SessionId, SessionLog>();
  private readonly storage: Storage;
  private readonly logParts: LogParts;

  constructor(storage: Storage, logParts: LogParts) {
    this.storage = storage;
    this.logParts = logParts;
  }

  /** Throws `session_not_found`. */
  get(session: SessionId): SessionLog {
    const known = this.logs.get(session);
    if (known) {
      this.logs.delete(session); // to the end of the map: the newest used
      this.logs.set(session, known);
      return known;
    }
    const row = this.storage.session(session);
    if (!row) throw new RemoteError('session_not_found', { session });
    const opened = new SessionLog(readLog(this.storage, row), this.logParts);
    this.evict();
    this.logs.set(session, opened);
    return opened;
  }

  all(): Iterable<SessionLog> {
    return this.logs.values();
  }

  /** What is in memory of it cannot be relied upon; storage is read anew at the next use. */
  forget(session: SessionId): void {
    this.logs.delete(session);
  }

  private evict(): void {
    for (const [id, log] of this.logs) {
      if (this.logs.size < MAX_OPEN_LOGS) return;
      if (log.idle) this.logs.delete(id);
    }
  }
}

/** Logs in memory that nobody uses; each holds a folded state of a few kilobytes. */
const MAX_OPEN_LOGS = 64;
