import type Database from 'better-sqlite3';
import { requireDense } from '../require-dense.ts';
import type { CommandAnswer, CommandWrite, EventsWrite, MachineRow } from '../storage.ts';
import { prepareArranging } from './arranging.ts';
import type { BatchAnswer, Write, WriteAnswer } from './write.ts';

/** Runs batches of writes on one connection. Lives in the writer thread; knows nothing of threads. */
export function createWriter(database: Database.Database): (writes: readonly Write[]) => BatchAnswer {
  const apply = prepare(database);
  const transaction = database.transaction((writes: readonly Write[]) => writes.map(apply));
  return (writes) => {
    try {
      return { ok: true, answers: transaction.immediate(writes) };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      const passing = /^SQLITE_(FULL|IOERR|BUSY|LOCKED|READONLY|CANTOPEN)/.test(code);
      return { ok: false, passing, error: error instanceof Error ? error.message : String(error) };
    }
  };
}

function prepare(database: Database.Database): (write: Write) => WriteAnswer {
  const events = prepareEvents(database);
  const command = prepareCommand(database);
  const delivered = database.prepare('UPDATE sessions SET delivered = max(delivered, ?) WHERE id = ?');
  const machine = prepareMachine(database);
  const arranging = prepareArranging(database);
  return (write) => {
    switch (write.kind) {
      case 'events':
        events(write.write);
        return null;
      case 'command':
        return command(write.write);
      case 'delivered':
        delivered.run(write.cseq, write.session);
        return null;
      case 'machine':
        machine(write.machine);
        return null;
      case 'arrange':
        arranging.arrange(write.session, write.place);
        return null;
      case 'forget':
        arranging.forget(write.session, write.at);
        return null;
      case 'purge':
        return { purged: arranging.purge() };
    }
  };
}

function prepareEvents(database: Database.Database): (write: EventsWrite) => void {
  const known = database.prepare<[string], { head: number }>('SELECT head_seq AS head FROM sessions WHERE id = ?');
  const insert = database.prepare('INSERT INTO events (session, seq, epoch, at, body) VALUES (?, ?, ?, ?, ?)');
  const head = database.prepare('UPDATE sessions SET head_seq = ?, head_epoch = ?, summary = ? WHERE id = ?');
  const snapshot = database.prepare(
    'INSERT INTO snapshots (session, seq, state) VALUES (?, ?, ?) ON CONFLICT (session) DO UPDATE SET seq = excluded.seq, state = excluded.state',
  );
  return ({ session, events, summary, snapshot: taken }) => {
    const row = known.get(session);
    if (!row) throw new Error(`there is no session ${session}`);
    requireDense(row.head, events);
    for (const { seq, epoch, at, body } of events) insert.run(session, seq, epoch, at, body);
    const last = events.at(-1);
    if (last) head.run(last.seq, last.epoch, JSON.stringify(summary), session);
    if (taken) snapshot.run(session, taken.seq, taken.state);
  };
}

function prepareCommand(database: Database.Database): (write: CommandWrite) => CommandAnswer {
  const known = database.prepare<[string], { cseq: number; digest: string }>(
    'SELECT cseq, digest FROM commands WHERE id = ?',
  );
  const create = database.prepare(
    'INSERT INTO sessions (id, machine, summary) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const forgotten = database.prepare<[string], { session: string }>('SELECT session FROM forgotten WHERE session = ?');
  const next = database.prepare<[string], { cseq: number }>(
    'UPDATE sessions SET cseq = cseq + 1 WHERE id = ? RETURNING cseq',
  );
  const insert = database.prepare(
    'INSERT INTO commands (id, session, cseq, digest, body, by_actor, at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  return ({ id, session, digest, body, by, at, expiresAt, creates, onlyAgain = false }) => {
    const before = known.get(id);
    if (before) return answerAgain(before, digest);
    if (onlyAgain) return { ok: false, code: 'password_needed' };
    if (creates) {
      // A device that was away may still bring the start of a session that was deleted meanwhile.
      if (forgotten.get(session)) return { ok: false, code: 'session_not_found' };
      const made = create.run(session, creates.machine, JSON.stringify(creates.summary)).changes === 1;
      if (!made) return { ok: false, code: 'session_exists' };
    }
    const row = next.get(session);
    if (!row) return { ok: false, code: 'session_not_found' };
    insert.run(id, session, row.cseq, digest, JSON.stringify(body), JSON.stringify(by), at, expiresAt);
    return { ok: true, cseq: row.cseq, fresh: true };
  };
}

/** The first answer once more, unless it is other content under the same id. */
function answerAgain(before: { cseq: number; digest: string }, digest: string): CommandAnswer {
  return before.digest === digest ? { ok: true, cseq: before.cseq, fresh: false } : { ok: false, code: 'conflict' };
}

function prepareMachine(database: Database.Database): (machine: MachineRow) => void {
  const put = database.prepare(
    `INSERT INTO machines (id, name, public_key, local, epoch, heard_at, info) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, public_key = excluded.public_key, local = excluded.local,
       epoch = excluded.epoch, heard_at = excluded.heard_at, info = excluded.info`,
  );
  return ({ id, name, publicKey, local, epoch, heardAt, info }) => {
    put.run(id, name, publicKey, local ? 1 : 0, epoch, heardAt, info);
  };
}
