import type { ClientToHub, HubToClient, HubToRunner, RunnerToHub, SessionId } from '@claude-remote/protocol';
import type { ClaudeDriver, ClaudeProcess, ClaudeSink } from '../packages/runner/src/claude/driver.ts';
import type { Journals } from '../packages/runner/src/journal/journals.ts';
import type { SessionJournal } from '../packages/runner/src/journal/session-journal.ts';
import type { Supervisor } from '../packages/runner/src/supervisor/supervisor.ts';
import type { Mutation } from './mutation.ts';
import type { Climate } from './simulate.ts';
import type { Tap } from './wire.ts';

/** A mistake that somebody could make, planted around the real code. The simulator must see each one. */
export interface Mutant {
  readonly name: string;
  /** Where it is looked for; absent: anywhere. */
  readonly climate?: Climate;
  /** Made anew for each world. */
  readonly make: () => Mutation;
}

const AT_THE_HUB: readonly Mutant[] = [
  {
    name: 'the hub says that events are stored before they are committed',
    make: () => ({
      storage: (storage) => ({
        ...storage,
        addEvents: async (write) => void storage.addEvents(write),
      }),
    }),
  },
  {
    name: 'the hub says that a command is stored before it is committed',
    make: () => ({
      storage: (storage, disk) => {
        let ahead = 0;
        return {
          ...storage,
          addCommand: async (write) => {
            const known = disk.commands.has(write.id) || write.creates !== null;
            if (known) return storage.addCommand(write);
            ahead++;
            void storage.addCommand(write).then(() => ahead--);
            return { ok: true, cseq: (disk.sessions.get(write.session)?.cseq ?? 0) + ahead, fresh: true };
          },
        };
      },
    }),
  },
  {
    name: 'the hub forgets which commands it knows',
    make: () => ({
      storage: (storage, disk) => ({
        ...storage,
        addCommand: (write) => {
          if (!write.creates) disk.commands.delete(write.id);
          return storage.addCommand(write);
        },
      }),
    }),
  },
  {
    name: 'the hub takes a command as delivered when it was sent',
    make: () => ({
      storage: (storage) => ({
        ...storage,
        commands: (session, range) => {
          const commands = storage.commands(session, range);
          const last = commands.at(-1);
          if (last) void storage.markDelivered(session, last.cseq);
          return commands;
        },
      }),
    }),
  },
  {
    name: 'the hub lets a runner with an older epoch in',
    make: () => ({
      core: ({ machines }) => {
        const row = machines.row.bind(machines);
        machines.row = (machine) => {
          const known = row(machine);
          return known && { ...known, epoch: 0 };
        };
      },
    }),
  },
  {
    name: 'the hub relays events out of order',
    make: () => ({ hubSaysToClient: swapped }),
  },
  {
    name: 'the hub loses an event on the way to a viewer',
    make: () => ({
      hubSaysToClient: () => {
        let count = 0;
        return onFrames<HubToClient>((frame) => (frame.type === 'events' && ++count % 5 === 0 ? [] : [frame]));
      },
    }),
  },
];

const AT_THE_CLIENT: readonly Mutant[] = [
  {
    name: 'the client moves its cursor before it has applied',
    make: cursorBeforeApply,
  },
  {
    name: 'the client takes a snapshot for one event older than it is',
    make: () => ({
      clientHears: () =>
        onFrames<HubToClient>((frame) => {
          if (frame.type !== 'snapshot' || frame.state.head.seq < 2) return [frame];
          const head = { ...frame.state.head, seq: frame.state.head.seq - 1 };
          return [{ ...frame, state: { ...frame.state, head } }];
        }),
    }),
  },
  {
    name: 'the client sends a command before it has kept it',
    make: () => ({
      outbox: (store) => ({ ...store, put: async (command) => void store.put(command) }),
    }),
  },
  {
    name: 'the client forgets a command before the hub has it',
    make: () => ({
      outbox: (store) => ({
        ...store,
        put: async (command) => {
          await store.put(command);
          void store.remove(command.id);
        },
      }),
    }),
  },
];

const AT_THE_RUNNER: readonly Mutant[] = [
  {
    name: 'the runner forgets events before they are stored',
    make: forgetsBeforeStored,
  },
  {
    name: 'the runner does not wait for its disk',
    make: () => ({
      disk: (disk) => ({
        ...disk,
        open: async (path) => {
          const file = await disk.open(path);
          return { ...file, datasync: async () => void file.datasync() };
        },
      }),
    }),
  },
  {
    name: 'the runner acts on a command again when it comes again',
    make: () => ({ supervisor: forgetful }),
  },
  {
    name: "the runner acknowledges Claude's output before it is in the journal",
    make: () => ({
      driver: (driver) =>
        opening(driver, async (open, sink) => {
          let process: ClaudeProcess | null = null;
          process = await open({
            ...sink,
            onOutput: (output) => {
              process?.ack(output.upTo);
              return sink.onOutput(output);
            },
          });
          return process;
        }),
    }),
  },
  {
    name: "the runner takes Claude's output again after a crash",
    make: () => ({
      driver: (driver) =>
        opening(driver, async (open, sink) => {
          let adopted = false;
          const process = await open({
            ...sink,
            onOutput: (output) => sink.onOutput({ ...output, upTo: output.upTo + (adopted ? FAR : 0) }),
          });
          ({ adopted } = process);
          return { ...process, ack: (upTo) => process.ack(upTo > FAR ? upTo - FAR : upTo) };
        }),
    }),
  },
  {
    name: 'the runner does not take back what a power cut took',
    climate: 'power',
    make: () => ({ runnerHears: () => onFrames<HubToRunner>((frame) => (frame.type === 'missed' ? [] : [frame])) }),
  },
  {
    name: 'the runner goes on before it has taken back what a power cut took',
    climate: 'power',
    make: () => ({
      runnerHears: () =>
        onFrames<HubToRunner>((frame) => (frame.type === 'welcome' ? [frame, { type: 'missed-end' }] : [frame])),
    }),
  },
  {
    name: 'the runner takes a power cut for a crash',
    climate: 'power',
    make: () => ({ uplink: (parts) => ({ ...parts, behind: false }) }),
  },
  {
    name: 'the runner acts on what it decided, and sends it, before it is synced',
    make: () => ({ journals: hasty }),
  },
  {
    name: 'the runner runs a prompt again without a look at the transcript',
    make: () => ({ driver: (driver) => ({ ...driver, evidence: async () => 'absent' }) }),
  },
];

export const MUTANTS: readonly Mutant[] = [...AT_THE_HUB, ...AT_THE_CLIENT, ...AT_THE_RUNNER];

/** A frame number that no simulated Claude reaches. */
const FAR = 1_000_000;

function onFrames<Frame>(change: (frame: Frame) => readonly Frame[]): Tap {
  // the programs' own frames, given on in their own form
  return (text) => change(JSON.parse(text) as Frame).map((frame) => JSON.stringify(frame));
}

/** Now and then a batch waits for the one after it. */
function swapped(): Tap {
  let count = 0;
  let held: HubToClient | null = null;
  return onFrames<HubToClient>((frame) => {
    if (frame.type !== 'events') return [frame];
    const before = held;
    held = before === null && ++count % 3 === 0 ? frame : null;
    if (held) return [];
    return before ? [frame, before] : [frame];
  });
}

/** The cursor is what the hub sent last, wherever that was lost. */
function cursorBeforeApply(): Mutation {
  const cursors = new Map<string, { epoch: number; seq: number }>();
  return {
    hubSaysToClient: (person) =>
      onFrames<HubToClient>((frame) => {
        const last = frame.type === 'events' ? frame.events.at(-1) : undefined;
        if (last && frame.type === 'events')
          cursors.set(`${person} ${frame.session}`, { epoch: last.epoch, seq: last.seq });
        return [frame];
      }),
    clientSays: (person) =>
      onFrames<ClientToHub>((frame) => {
        if (frame.type !== 'subscribe' || !frame.after) return [frame];
        return [{ ...frame, after: cursors.get(`${person} ${frame.session}`) ?? frame.after }];
      }),
  };
}

/** What was sent counts as stored. */
function forgetsBeforeStored(): Mutation {
  const sent = new Map<SessionId, number>();
  return {
    runnerSays: () =>
      onFrames<RunnerToHub>((frame) => {
        if (frame.type === 'events') sent.set(frame.session, frame.events.at(-1)?.seq ?? 0);
        return [frame];
      }),
    runnerHears: () =>
      onFrames<HubToRunner>((frame) => {
        if (frame.type === 'challenge' || frame.type === 'welcome') return [frame];
        return [frame, ...[...sent].map(([session, seq]) => ({ type: 'stored', session, seq }) as const)];
      }),
  };
}

/** Every step is taken for something that Claude said. */
function hasty(journals: Journals): void {
  const spoil = (journal: SessionJournal): SessionJournal => {
    journal.addStep = async (bodies, rest = {}) => {
      await journal.addSaid(bodies, rest).sendable;
      return [];
    };
    return journal;
  };
  for (const journal of journals.all()) spoil(journal);
  const get = journals.get.bind(journals);
  journals.get = async (session) => spoil(await get(session));
}

/** Numbers every command anew, so that none is known. */
function forgetful(supervisor: Supervisor): Supervisor {
  const next = new Map<SessionId, number>();
  const takeCommands: Supervisor['takeCommands'] = async (session, commands) => {
    const first = next.get(session) ?? commands[0]?.cseq ?? 1;
    next.set(session, first + commands.length);
    await supervisor.takeCommands(
      session,
      commands.map((command, at) => ({ ...command, cseq: first + at })),
    );
    return commands.at(-1)?.cseq ?? 0;
  };
  // the same object but for one method
  return Object.assign(Object.create(supervisor) as Supervisor, { takeCommands });
}

type Open = (sink: ClaudeSink) => Promise<ClaudeProcess>;

function opening(driver: ClaudeDriver, spoil: (open: Open, sink: ClaudeSink) => Promise<ClaudeProcess>): ClaudeDriver {
  return { ...driver, open: (plan, sink) => spoil((other) => driver.open(plan, other), sink) };
}
