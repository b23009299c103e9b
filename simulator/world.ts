import { asMachineId, asSessionId, type MachineId, type SessionId } from '@claude-remote/protocol';
import { SimulatedHub } from './hub.ts';
import { SimulatedTime } from './life.ts';
import { inTurn, type Mutation } from './mutation.ts';
import { Person } from './person.ts';
import { type Random, seeded } from './random.ts';
import { type Backup, PUBLIC_KEY, type RunnerOptions, SimulatedRunner } from './runner.ts';
import { SimulatedDisk } from './simulated-disk.ts';
import { type WatchParts, watchClientHears, watchClientSays, watchRunnerHears, watchRunnerSays } from './watch.ts';
import { type Weather, weatherOf } from './weather.ts';
import { Wire } from './wire.ts';

/** Everybody in one simulation, and the wires between them. It chooses nothing. */
export class World {
  readonly random: Random;
  readonly weather: Weather;
  readonly time = new SimulatedTime();
  readonly hub: SimulatedHub;
  readonly runners: readonly SimulatedRunner[];
  readonly people: readonly Person[];
  readonly sessions: readonly { readonly id: SessionId; readonly machine: MachineId }[];
  readonly wires = new Map<string, Wire>();
  /** Promises that were broken, in the order in which that was seen. */
  readonly broken: string[] = [];
  /** The faults have ended. */
  calm = false;
  /** Commands that the hub refused. */
  readonly refused = new Set<string>();
  /** Machines that were restored from a backup while the real one goes on. */
  readonly restored = new Map<MachineId, SimulatedRunner>();
  private readonly mutation: Mutation;

  constructor(seed: number, mutation: Mutation = {}) {
    this.random = seeded(seed);
    this.weather = weatherOf(this.random);
    this.mutation = mutation;
    const { random, time } = this;
    const onTrouble = (what: string, error: unknown) => this.onTrouble(what, error);
    this.hub = new SimulatedHub({ time, random, onTrouble, spoil: mutation });
    const machines = ['m1', 'm2'].slice(0, random.chance(0.2) ? 2 : 1).map(asMachineId);
    this.runners = machines.map((machine) => this.makeRunner(machine, machine));
    this.sessions = Array.from({ length: random.chance(0.3) ? 2 : 1 }, (_, n) => ({
      id: asSessionId(random.uuid()),
      machine: machines[n % machines.length] ?? asMachineId('m1'),
    }));
    const names = ['ann', 'bob', 'eve'].slice(0, 1 + random.below(3));
    this.people = names.map((name) => this.makePerson(name));
  }

  /** Everybody starts, and the sessions are asked for. */
  begin(): void {
    for (const { machine } of this.runners) this.hub.enroll(machine, PUBLIC_KEY);
    this.hub.start();
    for (const person of this.people) void person.start();
    for (const runner of this.runners) void runner.start();
    const [first] = this.people;
    for (const { id, machine } of this.sessions) first?.ask(id, { kind: 'start', machine, workspace: '/' });
  }

  wire(name: string): Wire {
    const wire = this.wires.get(name);
    if (!wire) throw new Error(`there is no wire ${name}`);
    return wire;
  }

  private onTrouble(what: string, error: unknown): void {
    const words = error instanceof Error ? error.message : String(error);
    if (!EXPECTED.some((pattern) => pattern.test(`${what}: ${words}`))) this.broken.push(`${what}: ${words}`);
  }

  private watched(journalsOf: WatchParts['journalsOf']): WatchParts {
    return {
      hubDisk: this.hub.disk,
      journalsOf,
      onBroken: (promise) => this.broken.push(promise),
      onRefused: (command) => this.refused.add(command),
    };
  }

  /**
   * A machine that was restored from a backup, beside the one that went on: it has the key and an older epoch. One at a
   * time; null when there is no backup that the hub could tell from the present.
   */
  restorable(runner: SimulatedRunner): Backup | null {
    const { machine, backup } = runner;
    const known = this.hub.disk.machines.get(machine)?.epoch ?? 0;
    return backup && backup.epoch < known && !this.restored.has(machine) ? backup : null;
  }

  restore(machine: MachineId, backup: Backup): void {
    const copy = this.makeRunner(machine, `${machine}-restored`, backup);
    this.restored.set(machine, copy);
    void copy.start();
  }

  /** Somebody finds the restored machine and ends it. */
  endRestored(machine: MachineId): void {
    const name = `${machine}-restored`;
    this.restored.get(machine)?.crash();
    this.wires.get(name)?.cut();
    this.wires.delete(name);
    this.restored.delete(machine);
  }

  private makeRunner(machine: MachineId, name: string, from?: Backup): SimulatedRunner {
    const { random, time, mutation } = this;
    const watched = this.watched(() => runner.disk);
    const wire = new Wire({
      name,
      accept: () => this.hub.forRunner(),
      toServer: () => inTurn(mutation.runnerSays?.(machine), watchRunnerSays(watched, machine)),
      toClient: () => inTurn(watchRunnerHears(watched), mutation.runnerHears?.(machine)),
    });
    this.wires.set(name, wire);
    const options = {
      ...{ machine, time, random },
      wire: () => wire,
      onTrouble: (what: string, error: unknown) => this.onTrouble(what, error),
      spoilDisk: mutation.disk ?? ((disk) => disk),
      spoilDriver: mutation.driver ?? ((driver) => driver),
      spoilJournals: mutation.journals ?? (() => {}),
      spoilUplink: mutation.uplink ?? ((parts) => parts),
      spoilSupervisor: mutation.supervisor ?? ((supervisor) => supervisor),
    } satisfies RunnerOptions;
    const runner: SimulatedRunner = new SimulatedRunner(options, from);
    return runner;
  }

  private makePerson(name: string): Person {
    const { random, time, mutation, hub } = this;
    const wire = new Wire({
      name,
      accept: () => this.hub.forClient(person.principal),
      toServer: () =>
        inTurn(
          mutation.clientSays?.(name),
          watchClientSays(person, (promise) => this.broken.push(promise)),
        ),
      toClient: () =>
        inTurn(
          mutation.hubSaysToClient?.(name),
          watchClientHears(this.watched(() => NO_JOURNALS)),
          mutation.clientHears?.(name),
        ),
    });
    this.wires.set(name, wire);
    const person: Person = new Person({
      ...{ name, hub, time, random },
      wire: () => wire,
      calm: () => this.calm,
      spoil: mutation.outbox ?? ((store) => store),
    });
    return person;
  }
}

/** A client has none. */
const NO_JOURNALS = new SimulatedDisk();

/** Troubles that belong to the faults of a simulation and are healed by the product itself. */
const EXPECTED = [
  /read the transcript: the transcript cannot be read/,
  /it is gone/,
  /take commands: commands of session .* do not go on at/,
];
