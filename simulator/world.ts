import { asMachineId, asSessionId, type MachineId, type SessionId } from '@claude-remote/protocol';
import { SimulatedHub } from './hub.ts';
import { SimulatedTime } from './life.ts';
import { inTurn, type Mutation } from './mutation.ts';
import { Person } from './person.ts';
import { type Random, seeded } from './random.ts';
import { PUBLIC_KEY, SimulatedRunner } from './runner.ts';
import { type WatchParts, watchClientHears, watchClientSays, watchRunnerHears, watchRunnerSays } from './watch.ts';
import { Wire } from './wire.ts';

/** Everybody in one simulation, and the wires between them. It chooses nothing. */
export class World {
  readonly random: Random;
  readonly time = new SimulatedTime();
  readonly hub: SimulatedHub;
  readonly runners: readonly SimulatedRunner[];
  readonly people: readonly Person[];
  readonly sessions: readonly { readonly id: SessionId; readonly machine: MachineId }[];
  readonly wires = new Map<string, Wire>();
  /** Promises that were broken, in the order in which that was seen. */
  readonly broken: string[] = [];
  /** Commands that the hub refused. */
  readonly refused = new Set<string>();
  private readonly mutation: Mutation;

  constructor(seed: number, mutation: Mutation = {}) {
    this.random = seeded(seed);
    this.mutation = mutation;
    const { random, time } = this;
    const onTrouble = (what: string, error: unknown) => this.onTrouble(what, error);
    this.hub = new SimulatedHub({ time, random, onTrouble, spoil: mutation.storage ?? ((storage) => storage) });
    const machines = ['m1', 'm2'].slice(0, random.chance(0.2) ? 2 : 1).map(asMachineId);
    this.runners = machines.map((machine) => this.makeRunner(machine, onTrouble));
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

  private get watched(): WatchParts {
    return {
      hubDisk: this.hub.disk,
      journalsOf: (machine) => this.runner(machine).disk,
      onBroken: (promise) => this.broken.push(promise),
      onRefused: (command) => this.refused.add(command),
    };
  }

  private runner(machine: MachineId): SimulatedRunner {
    const found = this.runners.find((runner) => runner.machine === machine);
    if (!found) throw new Error(`there is no machine ${machine}`);
    return found;
  }

  private makeRunner(machine: MachineId, onTrouble: (what: string, error: unknown) => void): SimulatedRunner {
    const { random, time, mutation } = this;
    this.wires.set(
      machine,
      new Wire({
        name: machine,
        accept: () => this.hub.forRunner(),
        toServer: () => inTurn(mutation.runnerSays?.(machine), watchRunnerSays(this.watched, machine)),
        toClient: () =>
          inTurn(mutation.hubSaysToRunner?.(), watchRunnerHears(this.watched), mutation.runnerHears?.(machine)),
      }),
    );
    return new SimulatedRunner({
      ...{ machine, time, random, onTrouble },
      wire: () => this.wire(machine),
      spoilDisk: mutation.disk ?? ((disk) => disk),
      spoilDriver: mutation.driver ?? ((driver) => driver),
      spoilSupervisor: mutation.supervisor ?? ((supervisor) => supervisor),
    });
  }

  private makePerson(name: string): Person {
    const { random, time, mutation, hub } = this;
    const wire = new Wire({
      name,
      accept: () => this.hub.forClient(person.principal),
      toServer: () =>
        inTurn(
          mutation.clientSays?.(),
          watchClientSays(
            (id) => person.hasKept(id),
            (promise) => this.broken.push(promise),
          ),
        ),
      toClient: () => inTurn(mutation.hubSaysToClient?.(), watchClientHears(this.watched), mutation.clientHears?.()),
    });
    this.wires.set(name, wire);
    const person: Person = new Person({
      ...{ name, hub, time, random },
      wire: () => wire,
      spoil: mutation.outbox ?? ((store) => store),
    });
    return person;
  }
}

/** Troubles that belong to the faults of a simulation and are healed by the product itself. */
const EXPECTED = [
  /read the transcript: the transcript cannot be read/,
  /it is gone/,
  /take commands: commands of session .* do not go on at/,
];
