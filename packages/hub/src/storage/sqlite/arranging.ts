import type Database from 'better-sqlite3';
import type { Place } from '../storage.ts';

/** How sessions are put away and forgotten. A forgotten one is gone in one step; its events follow in small ones. */
export function prepareArranging(database: Database.Database) {
  const place = database.prepare('UPDATE sessions SET pinned = ?, archived = ?, delete_at = ? WHERE id = ?');
  const bury = database.prepare(
    'INSERT INTO forgotten (session, machine, at) SELECT id, machine, ? FROM sessions WHERE id = ? ON CONFLICT DO NOTHING',
  );
  const remove = ['sessions WHERE id', 'commands WHERE session', 'snapshots WHERE session'].map((what) =>
    database.prepare<[string]>(`DELETE FROM ${what} = ?`),
  );
  const due = database.prepare<[], { session: string }>('SELECT session FROM forgotten WHERE purged = 0 LIMIT 1');
  const events = database.prepare(
    'DELETE FROM events WHERE session = ? AND seq IN (SELECT seq FROM events WHERE session = ? ORDER BY seq LIMIT ?)',
  );
  const done = database.prepare('UPDATE forgotten SET purged = 1 WHERE session = ?');
  return {
    arrange: (session: string, { pinned, archived, deleteAt }: Place): void => {
      place.run(pinned ? 1 : 0, archived ? 1 : 0, deleteAt, session);
    },
    forget: (session: string, at: number): void => {
      bury.run(at, session);
      for (const statement of remove) statement.run(session);
    },
    /** False when nothing was left. */
    purge: (): boolean => {
      const next = due.get();
      if (!next) return false;
      if (events.run(next.session, next.session, PURGED_AT_ONCE).changes === 0) done.run(next.session);
      return true;
    },
  };
}

/** Events that one write removes: the writes of living sessions wait behind it. */
const PURGED_AT_ONCE = 2_000;
