import { asMachineId, asSessionId, type SessionState, SNAPSHOT_EVERY_EVENTS } from '@claude-remote/protocol';
import { applyEvent, emptyState } from '@claude-remote/session';
import type { SessionRow, Storage } from '../storage/storage.ts';
import { eventOf } from './event-rows.ts';
import type { LogStart } from './session-log.ts';

/** Reads a session from storage: the newest snapshot and the events behind it, so that age does not matter. */
export function readLog(storage: Storage, row: SessionRow): LogStart {
  const snapshot = storage.snapshot(row.id);
  let state = snapshot ? (JSON.parse(snapshot.state) as SessionState) : stateBeforeEvents(row); // written by `SessionLog`
  for (;;) {
    const rows = storage.events(row.id, state.head.seq, SNAPSHOT_EVERY_EVENTS);
    for (const stored of rows) state = applyEvent(state, eventOf(stored));
    if (rows.length < SNAPSHOT_EVERY_EVENTS) break;
  }
  return {
    id: asSessionId(row.id),
    machine: asMachineId(row.machine),
    state,
    snapshotSeq: snapshot?.seq ?? 0,
  };
}

/** What the `start` command says of a session whose runner has not spoken yet. */
function stateBeforeEvents(row: SessionRow): SessionState {
  const { title, workspace, settings } = row.summary;
  return { ...emptyState(asSessionId(row.id)), machine: asMachineId(row.machine), title, workspace, settings };
}
