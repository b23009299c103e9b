import {
  asCommandId,
  asMachineId,
  asRequestId,
  asSessionId,
  asToolId,
  type CommandBody,
  type Event,
  type EventBody,
  type Request,
  type SessionState,
  type StoredCommand,
} from '@claude-remote/protocol';
import { applyEvent } from '../src/fold.ts';
import { emptyState } from '../src/index.ts';

export const SESSION = asSessionId('00000000-0000-4000-8000-000000000001');
const ALICE = { kind: 'user', name: 'owner' } as const;

/** A command id that reads as its number. */
export const id = (n: number) => asCommandId(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
export const tool = (name: string) => asToolId(name);

export const startedBody: EventBody = {
  kind: 'session-started',
  machine: asMachineId('atlas'),
  workspace: '/srv/orchard',
  title: '',
  settings: { mode: 'ask' },
  by: ALICE,
  claudeSession: SESSION,
  source: 'new',
};

export function queued(n: number, text = `prompt ${n}`): EventBody {
  return { kind: 'prompt-queued', command: id(n), text, attachments: [], by: ALICE };
}

export function turnStarted(n: number, turn = 1): EventBody {
  return { kind: 'turn-started', turn, command: id(n), text: `prompt ${n}`, attachments: [], by: ALICE };
}

export function turnEnded(n: number, outcome: 'done' | 'interrupted' | 'failed' = 'done', turn = 1): EventBody {
  const usage = { input: 10, output: 5, cacheRead: 2, cacheWrite: 1 };
  return {
    kind: 'turn-ended',
    turn,
    command: id(n),
    outcome,
    costUsd: 0.25,
    totalCostUsd: 0.25 * turn,
    usage,
    durationMs: 1000,
    rounds: 1,
  };
}

export const permission: Request = {
  id: asRequestId('r1'),
  kind: 'permission',
  openedAt: 5,
  toolName: 'Bash',
  input: { command: 'npm test' },
  facts: [],
  suggestions: [{ index: 0, kind: 'mode', text: 'bypass', scope: 'session' }],
};

export function eventsOf(bodies: readonly EventBody[], from = 1): Event[] {
  return bodies.map((body, i) => ({ epoch: 1, seq: from + i, at: 1000 + i, body }));
}

export function foldAll(bodies: readonly EventBody[]): SessionState {
  return eventsOf(bodies).reduce(applyEvent, emptyState(SESSION));
}

export function asked(body: CommandBody, n = 90): StoredCommand {
  return { id: id(n), body, cseq: n, by: ALICE, at: 0, expiresAt: 1_000_000 };
}
