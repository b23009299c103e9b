import type { Clock } from '@claude-remote/link';
import {
  asCommandId,
  type CommandBody,
  type MachineId,
  RemoteError,
  type SessionId,
  type SessionSummary,
} from '@claude-remote/protocol';
import { sessionStatus } from '@claude-remote/session';
import { may, type Principal } from '../access/principal.ts';
import type { Arrangement, ArrangementWish } from '../core.ts';
import type { Place, Storage } from '../storage/storage.ts';
import type { SessionEntry } from './session-table.ts';
import type { HubSessions } from './sessions.ts';

/**
 * Where people put sessions: pinned, archived, deleted. A deleted session is shown to nobody at once; when the time to undo
 * is over the hub forgets it, and its machine does too as soon as it is there. What happens in sessions is not its business.
 */
export interface ArrangingParts {
  readonly sessions: HubSessions;
  readonly storage: Storage;
  readonly clock: Clock;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly newId: () => string;
  /** The session is forgotten here: its machine may forget it too. */
  readonly onForgotten: (machine: MachineId, session: SessionId) => void;
  readonly onTrouble: (what: string, error: unknown) => void;
}

/** Milliseconds in which a deleted session can be brought back. */
const UNDO_MS = 60_000;

export class Arranging implements Arrangement {
  private readonly parts: ArrangingParts;
  private readonly timers = new Map<SessionId, () => void>();

  /** Goes on with what was deleted before the hub was started. */
  constructor(parts: ArrangingParts) {
    this.parts = parts;
    for (const { session, at } of parts.sessions.table.deleted()) this.forgetAfter(session, at - parts.now());
    if (parts.storage.forgotten().length > 0) void this.purge();
  }

  async arrange(
    principal: Principal,
    sessions: readonly SessionId[],
    wish: ArrangementWish,
  ): Promise<SessionSummary[]> {
    if (!may(principal, 'drive')) throw new RemoteError('forbidden');
    const entries = [...new Set(sessions)].map((session) => ({ session, entry: this.shown(session) }));
    await Promise.all(entries.map(({ session, entry }) => this.put(session, placeAfter(entry, wish))));
    return entries.map(({ entry }) => entry.summary);
  }

  async remove(principal: Principal, session: SessionId, { stop }: { stop: boolean }): Promise<number> {
    if (!may(principal, 'drive')) throw new RemoteError('forbidden');
    const entry = this.shown(session);
    const busy = BUSY.has(sessionStatus(entry.summary));
    if (busy && !stop) throw new RemoteError('session_busy');
    if (busy) await this.stop(principal, session);
    const at = this.parts.now() + UNDO_MS;
    await this.put(session, { ...entry.summary, deleteAt: at });
    this.forgetAfter(session, UNDO_MS);
    return at;
  }

  async restore(principal: Principal, session: SessionId): Promise<SessionSummary> {
    if (!may(principal, 'drive')) throw new RemoteError('forbidden');
    const entry = this.parts.sessions.table.get(session);
    if (!entry) throw new RemoteError('session_not_found', { session });
    this.timers.get(session)?.();
    this.timers.delete(session);
    await this.put(session, { ...entry.summary, deleteAt: null });
    return entry.summary;
  }

  /** A session that somebody goes on with is not put away any more. */
  prompted(session: SessionId): void {
    const entry = this.parts.sessions.table.shown(session);
    if (!entry?.summary.archived) return;
    this.put(session, { ...entry.summary, archived: false, deleteAt: null }).catch((error) =>
      this.parts.onTrouble(`take ${session} out of the archive`, error),
    );
  }

  private shown(session: SessionId): SessionEntry {
    const entry = this.parts.sessions.table.shown(session);
    if (!entry) throw new RemoteError('session_not_found', { session });
    return entry;
  }

  /** Shown before it is on the disk, as everything is; whoever asked hears of it afterwards. */
  private async put(session: SessionId, { pinned, archived, deleteAt }: Place): Promise<void> {
    const { sessions, storage } = this.parts;
    const place = { pinned, archived, deleteAt };
    sessions.table.put(session, place);
    sessions.tell(session);
    await storage.arrange(session, place);
  }

  private async stop(principal: Principal, session: SessionId): Promise<void> {
    const bodies: readonly CommandBody[] = [{ kind: 'interrupt', scope: 'all' }, { kind: 'stop-claude' }];
    for (const body of bodies) {
      await this.parts.sessions.submit(principal, { id: asCommandId(this.parts.newId()), session, body });
    }
  }

  private forgetAfter(session: SessionId, ms: number): void {
    const cancel = this.parts.clock.timer(Math.max(0, ms), () => {
      this.timers.delete(session);
      this.forget(session).catch((error) => this.parts.onTrouble(`forget ${session}`, error));
    });
    this.timers.set(session, cancel);
  }

  private async forget(session: SessionId): Promise<void> {
    const { sessions, storage, now, onForgotten } = this.parts;
    const entry = sessions.table.get(session);
    if (!entry) return;
    // From here on no event of it is taken; those on their way to the disk are written before it goes.
    sessions.forget(session);
    await storage.forget(session, now());
    onForgotten(entry.machine, session);
    sessions.tellForgotten(session);
    await this.purge();
  }

  private async purge(): Promise<void> {
    try {
      while (await this.parts.storage.purge());
    } catch (error) {
      this.parts.onTrouble('remove the events of deleted sessions', error); // the next deletion or start goes on
    }
  }
}

/** Something would still happen in it. */
const BUSY: ReadonlySet<ReturnType<typeof sessionStatus>> = new Set(['waiting', 'working', 'paused', 'doubtful']);

function placeAfter({ summary, deleteAt }: SessionEntry, { pinned, archived }: ArrangementWish): Place {
  if (pinned) return { pinned: true, archived: false, deleteAt };
  if (archived) return { pinned: false, archived: true, deleteAt };
  return { pinned: pinned ?? summary.pinned, archived: archived ?? summary.archived, deleteAt };
}
