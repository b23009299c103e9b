import { isDeepStrictEqual } from 'node:util';
import {
  asMachineId,
  type Command,
  type Event,
  type EventBody,
  type MachineInfo,
  type Position,
  RemoteError,
  type SessionId,
} from '@claude-remote/protocol';
import { emptyState } from '@claude-remote/session';
import type { HubCore } from '../../src/core.ts';

/**
 * A core that keeps what it is asked and lets the test say what happens in each session. Nothing is
 * folded: a state is empty but for its head.
 */
export interface StubCore extends HubCore {
  readonly submitted: Command[];
  /** Resolves with the next command of that kind that nobody has taken yet. */
  next(kind: Command['body']['kind']): Promise<Command>;
  emit(session: SessionId, ...bodies: EventBody[]): void;
  /** Something live came in. */
  live(session: SessionId): void;
  /** Ends the turn of a prompt the way Claude does. */
  answer(prompt: Command, text: string): void;
}

export function stubCore(options: { machine?: string | null } = {}): StubCore {
  const machine = options.machine === undefined ? 'local' : options.machine;
  const submitted: Command[] = [];
  const taken = new Set<Command>();
  const waiting: (() => void)[] = [];
  const logs = new Map<SessionId, Event[]>();
  const followers = new Map<SessionId, Set<(events: Event[]) => void>>();
  const watchers = new Map<SessionId, Set<() => void>>();
  const logOf = (session: SessionId) => {
    const log = logs.get(session) ?? [];
    logs.set(session, log);
    return log;
  };
  const headOf = (session: SessionId): Position => ({ epoch: 1, seq: logs.get(session)?.length ?? 0 });

  const emit = (session: SessionId, ...bodies: EventBody[]) => {
    const log = logOf(session);
    const events = bodies.map((body, at) => ({ epoch: 1, seq: log.length + at + 1, at: 0, body }));
    log.push(...events);
    for (const follower of [...(followers.get(session) ?? [])]) follower(events);
  };

  return {
    submitted,
    emit,
    live: (session) => {
      for (const watcher of [...(watchers.get(session) ?? [])]) watcher();
    },
    next: async (kind) => {
      for (;;) {
        const found = submitted.find((command) => command.body.kind === kind && !taken.has(command));
        if (found) {
          taken.add(found);
          return found;
        }
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    answer: (prompt, text) => emit(prompt.session, turnEnded(prompt, text)),
    sessions: {
      submit: async (_principal, command) => {
        const before = submitted.find(({ id }) => id === command.id);
        if (before && !isDeepStrictEqual(before, command)) throw new RemoteError('conflict', { id: command.id });
        if (before) return { cseq: submitted.indexOf(before) + 1, fresh: false, delivered: false };
        if (command.body.kind === 'start') logOf(command.session);
        submitted.push(command);
        for (const wake of waiting.splice(0)) wake();
        return { cseq: submitted.length, fresh: true, delivered: false };
      },
      list: () => [],
      state: async (session) => (logs.has(session) ? { ...emptyState(session), head: headOf(session) } : null),
      read: async (session, { after, limit }) => logOf(session).slice(after, after + limit),
      follow: (session, listener) => join(followers, session, (events: Event[]) => listener(events, headOf(session))),
      followLive: (session, listener) => join(watchers, session, listener),
    },
    machines: stubMachines(machine),
    arrangement: NO_ARRANGEMENT,
  };
}

/** Adds a listener of one session; returns the way to stop. */
function join<Listener>(all: Map<SessionId, Set<Listener>>, session: SessionId, listener: Listener): () => void {
  const set = all.get(session) ?? new Set();
  all.set(session, set);
  set.add(listener);
  return () => set.delete(listener);
}

const notHere = async () => {
  throw new RemoteError('not_found', { what: 'arrangement' });
};
const NO_ARRANGEMENT: HubCore['arrangement'] = { arrange: notHere, remove: notHere, restore: notHere };

function stubMachines(machine: string | null): HubCore['machines'] {
  return {
    list: () => (machine === null ? [] : [{ ...MACHINE, id: asMachineId(machine) }]),
    local: () => (machine === null ? null : asMachineId(machine)),
    ask: async () => ({ kind: 'find-files', files: [] }),
  };
}

function turnEnded(prompt: Command, text: string): EventBody {
  return {
    kind: 'turn-ended',
    turn: 1,
    command: prompt.id,
    outcome: 'done',
    costUsd: 0.25,
    totalCostUsd: 0.5,
    usage: { input: 1, output: 1, cacheRead: 0, cacheWrite: 0 },
    durationMs: 5,
    result: text,
    rounds: 3,
  };
}

const MACHINE: Omit<MachineInfo, 'id'> = {
  name: 'stub',
  online: true,
  heardAt: 0,
  platform: 'linux',
  runnerVersion: '0.0.0',
  claudeVersion: null,
  claudeProblem: null,
  defaultWorkspace: '/srv/work',
  workspaces: ['/srv/work', '/srv/other'],
  modes: ['ask', 'edits', 'plan'],
  demo: false,
};
