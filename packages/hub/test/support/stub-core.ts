import {
  asMachineId,
  type Command,
  type Event,
  type EventBody,
  type MachineInfo,
  type SessionId,
  type SessionState,
} from '@claude-remote/protocol';
import type { HubCore } from '../../src/core.ts';

/**
 * A core that keeps what it is asked and lets the test say what happens in each session. What is folded here is only what
 * the compat routes look at.
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
  const known = new Set<SessionId>();
  const followers = new Map<SessionId, Set<(events: Event[]) => void>>();
  const watchers = new Map<SessionId, Set<() => void>>();
  let seq = 0;

  const emit = (session: SessionId, ...bodies: EventBody[]) => {
    const events = bodies.map((body) => ({ epoch: 1, seq: ++seq, at: 0, body }));
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
    answer: (prompt, text) =>
      emit(prompt.session, {
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
      }),
    sessions: {
      submit: async (_principal, command) => {
        if (command.body.kind === 'start') known.add(command.session);
        submitted.push(command);
        for (const wake of waiting.splice(0)) wake();
        return { cseq: submitted.length };
      },
      list: () => [],
      // The routes only ask whether it is there, paused or queued.
      state: async (session) => (known.has(session) ? ({ paused: null, queue: [] } as unknown as SessionState) : null),
      read: async () => [],
      follow: (session, listener) => {
        const set = followers.get(session) ?? new Set();
        followers.set(session, set);
        const follower = (events: Event[]) => listener(events, { epoch: 1, seq });
        set.add(follower);
        return () => set.delete(follower);
      },
      followLive: (session, listener) => {
        const set = watchers.get(session) ?? new Set();
        watchers.set(session, set);
        set.add(listener);
        return () => set.delete(listener);
      },
    },
    machines: {
      list: () => (machine === null ? [] : [{ id: asMachineId(machine), online: true } as MachineInfo]),
      local: () => (machine === null ? null : asMachineId(machine)),
      ask: async () => ({ kind: 'find-files', files: [] }),
    },
  };
}
