import { asCommandId, asMachineId, asSessionId, type SessionSummary } from '@claude-remote/protocol';
import { emptyState, summarize } from '@claude-remote/session';
import type { CommandWrite, EventRow, EventsWrite, Storage } from '../../src/storage/storage.ts';

/** Writes as the hub's sessions make them, with names in the place of UUIDs. */

export function summaryOf(session: string, lastLine = ''): SessionSummary {
  return { ...summarize(emptyState(asSessionId(session))), machine: asMachineId('m1'), lastLine };
}

export function startOf(session: string, change: Partial<CommandWrite> = {}): CommandWrite {
  return {
    id: `start-${session}`,
    session,
    digest: `start ${session}`,
    body: { kind: 'start', machine: asMachineId('m1') },
    by: { kind: 'user', name: 'owner' },
    at: 1,
    expiresAt: 2,
    creates: { machine: 'm1', summary: summaryOf(session) },
    ...change,
  };
}

export function promptOf(session: string, id: string, text = id): CommandWrite {
  const body = { kind: 'prompt', text } as const;
  return { ...startOf(session), id: asCommandId(id), digest: `${session} ${text}`, body, creates: null };
}

/** Events `first` to `last`, whose bodies say their number. */
export function eventsOf(session: string, first: number, last: number): EventsWrite {
  const events: EventRow[] = [];
  for (let seq = first; seq <= last; seq++) {
    events.push({ seq, epoch: 1, at: seq, body: JSON.stringify({ kind: 'session-renamed', title: `${seq}` }) });
  }
  return { session, events, summary: summaryOf(session, `event ${last}`), snapshot: null };
}

export async function startSession(storage: Storage, session: string): Promise<void> {
  await storage.addCommand(startOf(session));
}
