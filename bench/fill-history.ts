import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Actor, asCommandId, asMachineId, asSessionId, type EventBody } from '@claude-remote/protocol';
import { applyEvent, emptyState, summarize } from '@claude-remote/session';
import { openSqliteStorage } from '../packages/hub/src/storage/sqlite/sqlite-storage.ts';

const BATCH = 10_000;
const SNAPSHOT_EVERY = 500;
const TURN = 20;
const DAY_MS = 86_400_000;

export interface History {
  readonly bodyAt?: (seq: number) => EventBody;
  readonly title?: string;
  /** Days up to now over which the events lie evenly; all at once when absent. */
  readonly days?: number;
}

/** Writes a session of that many events through the hub's own storage, with the snapshots that the hub would have made. */
export async function fillHistory(
  dataDir: string,
  events: number,
  { bodyAt = plainBody, title = '', days = 1 }: History = {},
): Promise<string> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const later = (ms: number, fire: () => void) => void setTimeout(fire, ms);
  const storage = openSqliteStorage({ path: join(dataDir, 'hub.sqlite'), later });
  const session = asSessionId(randomUUID());
  let state = { ...emptyState(session), machine: asMachineId('local'), title };
  const begun = Date.now();
  const timeOf = (seq: number) => begun - Math.floor(((events - seq) * days) / events) * DAY_MS;
  await storage.addCommand({
    ...{ id: randomUUID(), session, digest: 'fill', at: begun, expiresAt: begun },
    body: { kind: 'start', machine: state.machine },
    by: BY,
    creates: { machine: state.machine, summary: summarize(state) },
  });
  for (let seq = 1; seq <= events; ) {
    const rows = [];
    let snapshot = null;
    for (; rows.length < BATCH && seq <= events; seq++) {
      const [at, body] = [timeOf(seq), bodyAt(seq)];
      state = applyEvent(state, { epoch: 1, seq, at, body });
      rows.push({ epoch: 1, seq, at, body: JSON.stringify(body) });
      if (seq % SNAPSHOT_EVERY === 0) snapshot = { seq, state: JSON.stringify(state) };
    }
    await storage.addEvents({ session, events: rows, summary: summarize(state), snapshot });
  }
  await storage.close();
  return session;
}

/** Turns of one prompt and many texts; the newest one goes on. */
function plainBody(seq: number): EventBody {
  const turn = Math.ceil(seq / TURN);
  const command = asCommandId(`00000000-0000-4000-8000-${String(turn).padStart(12, '0')}`);
  if (seq % TURN === 1) return { kind: 'turn-started', turn, command, text: 'go on', attachments: [], by: BY };
  if (seq % TURN === 0) return { kind: 'turn-ended', turn, command, outcome: 'done', ...COSTS };
  return { kind: 'text', block: String(seq), text: `Sentence ${seq}, as long as a line in a transcript usually is.` };
}

export const BY: Actor = { kind: 'user', name: 'owner' };
export const COSTS = {
  costUsd: 0.01,
  totalCostUsd: 1,
  durationMs: 1_000,
  rounds: 1,
  usage: { input: 1, output: 1, cacheRead: 0, cacheWrite: 0 },
};
