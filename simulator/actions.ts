import { type CommandBody, MAX_CLIENT_FRAME_BYTES, type SessionId, type SessionState } from '@claude-remote/protocol';
import type { Person } from './person.ts';
import type { Random } from './random.ts';
import type { SimulatedRunner } from './runner.ts';
import { memoryOn } from './watch.ts';
import type { Weather } from './weather.ts';
import type { Wire } from './wire.ts';
import type { World } from './world.ts';

/** Something that may happen next. `run` returns what happened, for the trace. */
export interface Action {
  /** How often it is chosen against the others. */
  readonly weight: number;
  readonly run: () => string;
}

/** Everything that may happen now. Faults are rare against deliveries, else nothing would ever get anywhere. */
export function possibleActions(world: World): Action[] {
  return [
    ...[...world.wires.values()].flatMap((wire) => wireActions(wire, world.weather)),
    { weight: 1.5, run: () => (world.time.fireNext() ? `time is ${Math.round(world.time.now)}` : 'no timer') },
    ...hubActions(world),
    ...world.runners.flatMap((runner) => [...runnerActions(world, runner), ...restoredActions(world, runner)]),
    ...world.people.flatMap((person) => personActions(world, person)),
  ];
}

/** One of them, by their weights. */
export function choose(actions: readonly Action[], dice: number): Action | undefined {
  let left = dice * actions.reduce((sum, { weight }) => sum + weight, 0);
  return actions.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
}

function wireActions(wire: Wire, { cut }: Weather): Action[] {
  const { name } = wire;
  const actions: Action[] = [
    { weight: cut / 2, run: () => done(() => wire.cut(), `${name}: cut`) },
    wire.refused
      ? { weight: 1.5, run: () => done(() => wire.refuse(false), `${name}: lets in again`) }
      : { weight: cut / 6, run: () => done(() => wire.refuse(true), `${name}: refuses`) },
  ];
  if (wire.waiting('to-server') > 0)
    actions.push({ weight: 8, run: () => done(() => wire.deliver('to-server'), `${name} → hub`) });
  if (wire.waiting('to-client') > 0)
    actions.push({ weight: 8, run: () => done(() => wire.deliver('to-client'), `hub → ${name}`) });
  return actions;
}

function hubActions({ hub, wires, weather }: World): Action[] {
  if (!hub.running) return [{ weight: 4, run: () => done(() => hub.start(), 'hub starts') }];
  const crash = () => {
    hub.crash();
    for (const wire of wires.values()) wire.cut();
  };
  const actions: Action[] = [{ weight: weather.hubCrash, run: () => done(crash, 'hub crashes') }];
  if (hub.waiting > 0)
    actions.push({ weight: weather.hubDisk, run: () => done(() => hub.commitNext(), 'hub commits') });
  return actions;
}

function runnerActions(world: World, runner: SimulatedRunner): Action[] {
  const { wires, weather } = world;
  const { machine, claude, disk } = runner;
  const actions = claude.busy.map(
    (process): Action => ({ weight: 4, run: () => `${machine}: Claude ${claude.act(process, 'talkative')}` }),
  );
  for (const process of claude.living)
    actions.push({
      weight: weather.claudeKill / 2,
      run: () => done(() => claude.kill(process), `${machine}: Claude is killed`),
    });
  if (claude.living.length > 0)
    actions.push({
      weight: weather.claudeKill / 4,
      run: () => done(() => claude.loseHolder(), `${machine}: the holder dies`),
    });
  if (claude.owesAck)
    actions.push({
      weight: weather.runnerDisk,
      run: () => done(() => claude.hearAck(), `${machine}: the holder may forget`),
    });
  const cutPower = () => {
    runner.cutPower();
    wires.get(machine)?.cut();
  };
  actions.push({
    weight: weather.powerCut * (hasMore(world, runner) ? 5 : 0.05),
    run: () => done(cutPower, `${machine} loses its power`),
  });
  if (!runner.running)
    return [...actions, { weight: 4, run: () => done(() => void runner.start(), `${machine} starts`) }];
  const crash = () => {
    runner.crash();
    wires.get(machine)?.cut();
  };
  actions.push({ weight: weather.runnerCrash, run: () => done(crash, `${machine} crashes`) });
  if (disk.waiting > 0)
    actions.push({ weight: weather.runnerDisk, run: () => done(() => runner.syncNext(), `${machine} syncs`) });
  actions.push({ weight: 0.05, run: () => done(() => (disk.failNext = true), `${machine}: the next sync will fail`) });
  actions.push({ weight: 0.05, run: () => done(() => (claude.failNext = true), `${machine}: Claude will not start`) });
  return actions;
}

/** Whether the hub has something that a power cut could take from the machine: rare moments, and the ones that matter. */
export function hasMore({ hub, sessions }: World, { machine, disk }: SimulatedRunner): boolean {
  return sessions.some((one) => one.machine === machine && hub.head(one.id) > memoryOn(disk, one.id).state.head.seq);
}

/** An old copy of a machine appears beside it, works on, and is found. */
function restoredActions(world: World, runner: SimulatedRunner): Action[] {
  const { machine } = runner;
  const copy = world.restored.get(machine);
  if (!copy) {
    const backup = world.restorable(runner);
    if (!backup) return [];
    return [
      {
        weight: world.weather.restore,
        run: () => done(() => world.restore(machine, backup), `an old copy of ${machine} starts`),
      },
    ];
  }
  const actions: Action[] = [
    { weight: 0.3, run: () => done(() => world.endRestored(machine), `the old copy of ${machine} is ended`) },
  ];
  if (copy.disk.waiting > 0)
    actions.push({ weight: 2, run: () => done(() => copy.syncNext(), `the old copy of ${machine} syncs`) });
  return actions;
}

function personActions(world: World, person: Person): Action[] {
  const { name } = person;
  const { random, wires, weather } = world;
  if (!person.client) return [{ weight: 3, run: () => done(() => void person.start(), `${name} starts`) }];
  const crash = () => {
    person.crash();
    wires.get(name)?.cut();
  };
  const actions: Action[] = [
    { weight: weather.clientCrash / 2, run: () => done(crash, `${name} crashes`) },
    { weight: 1.5, run: () => ask(world, person) },
    { weight: 0.05, run: () => done(() => person.client?.probe(), `${name} probes`) },
  ];
  const [unseen] = person.unseen;
  if (unseen)
    actions.push({ weight: 3, run: () => done(() => person.look(unseen), `${name} looks at ${short(unseen)}`) });
  if (person.waiting > 0)
    actions.push({ weight: weather.clientDisk, run: () => done(() => person.commitNext(), `${name} keeps`) });
  const kept = person.asked.filter((asked) => asked.kept && !asked.withdrawn);
  if (person.connected && kept.length > 0) {
    const again = random.pick(kept.filter(({ sent }) => sent));
    if (again)
      actions.push({ weight: 0.4, run: () => done(() => person.resend(again), `${name} repeats ${short(again.id)}`) });
    const unsent = kept.filter(({ id }) => person.client?.delivery(id)?.state === 'unsent');
    const first = unsent[0];
    if (first)
      actions.push({
        weight: 0.1,
        run: () => done(() => void person.withdraw(first), `${name} withdraws ${short(first.id)}`),
      });
  }
  return actions;
}

function ask(world: World, person: Person): string {
  const session = world.random.pick(world.sessions)?.id;
  if (!session) return 'no session';
  const body = wish(world, person, session);
  person.ask(session, body);
  return `${person.name} asks: ${body.kind}`;
}

/** What the person wants, given what the screen shows. */
function wish({ random }: World, person: Person, session: SessionId): CommandBody {
  const state = person.client?.session(session)?.state ?? null;
  const shown = state && decideSomething(random, state);
  if (shown) return shown;
  const dice = random.next();
  if (dice < 0.03) return { kind: 'prompt', text: 'long '.repeat(MAX_CLIENT_FRAME_BYTES / 5 + 1) };
  if (dice < 0.75) return { kind: 'prompt', text: `prompt ${random.below(1000)}` };
  if (dice < 0.88) return { kind: 'interrupt', scope: random.chance(0.7) ? 'turn' : 'all' };
  if (dice < 0.93) return { kind: 'change-settings', mode: random.chance(0.5) ? 'edits' : 'ask' };
  if (dice < 0.97) return { kind: 'rename', title: `title ${random.below(100)}` };
  return { kind: 'stop-claude' };
}

/** Often, when something waits for a person, the person does something about it. */
function decideSomething(random: Random, { requests, doubtful, queue, paused }: SessionState): CommandBody | null {
  const request = random.pick(requests);
  if (request && random.chance(0.6))
    return { kind: 'answer', request: request.id, answer: random.chance(0.3) ? { type: 'deny' } : { type: 'allow' } };
  const doubt = random.pick(doubtful);
  if (doubt && random.chance(0.5))
    return { kind: 'settle', command: doubt.command, how: random.chance(0.5) ? 'again' : 'leave' };
  const queued = random.pick(queue);
  if (queued && random.chance(0.3)) return editQueue(random.below(4), queued.command);
  return paused && random.chance(0.4) ? { kind: 'resume-queue' } : null;
}

function editQueue(way: number, command: Extract<CommandBody, { kind: 'send-now' }>['command']): CommandBody {
  if (way === 0) return { kind: 'edit-queued', command, text: 'edited' };
  if (way === 1) return { kind: 'remove-queued', command };
  if (way === 2) return { kind: 'move-queued', command, before: null };
  return { kind: 'send-now', command };
}

function short(id: string): string {
  return id.slice(0, 8);
}

function done(work: () => unknown, what: string): string {
  work();
  return what;
}
