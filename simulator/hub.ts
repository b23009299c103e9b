import type { Transport, TransportEvents } from '@claude-remote/link';
import type { Command, Event, MachineId, SessionId } from '@claude-remote/protocol';
import type { Principal } from '../packages/hub/src/access/principal.ts';
import { type Core, createCore } from '../packages/hub/src/start/create-core.ts';
import { emptyDisk, openMemoryStorage } from '../packages/hub/src/storage/memory/memory-storage.ts';
import { Life, type SimulatedTime } from './life.ts';
import type { Mutation } from './mutation.ts';
import { PendingWrites } from './pending-writes.ts';
import type { Random } from './random.ts';
import type { Acceptor } from './wire.ts';

export const HUB_ID = 'hub';

export interface HubOptions {
  readonly time: SimulatedTime;
  readonly random: Random;
  /** A mutant's ways to spoil a part. */
  readonly spoil: Pick<Mutation, 'storage' | 'core'>;
  readonly onTrouble: (what: string, error: unknown) => void;
}

/** The real hub core on a disk that survives it. */
export class SimulatedHub {
  readonly disk = emptyDisk();
  private readonly writes = new PendingWrites();
  private readonly options: HubOptions;
  /** Requests by HTTP that a crash breaks off. */
  private waitingForAnswer: (() => void)[] = [];
  private life = new Life();
  private core: Core | null = null;

  constructor(options: HubOptions) {
    this.options = options;
  }

  get running(): boolean {
    return this.core !== null;
  }

  get waiting(): number {
    return this.writes.waiting;
  }

  enroll(machine: MachineId, publicKey: string): void {
    const row = { id: machine, name: machine, publicKey, local: false, epoch: 0, heardAt: null, info: null };
    this.disk.machines.set(machine, row);
  }

  start(): void {
    const { time, random, spoil, onTrouble } = this.options;
    const life = new Life();
    this.life = life;
    const commit = (write: () => void) => {
      if (life.alive) this.writes.add(write);
    };
    const storage = openMemoryStorage(this.disk, commit);
    const core = createCore({
      storage: spoil.storage?.(storage, this.disk) ?? storage,
      hub: { id: HUB_ID, version: '0', demo: false },
      clock: time.clockOf(life),
      now: () => time.now,
      isFresh: () => true,
      deviceOf: async () => null,
      newNonce: () => random.uuid(),
      newId: () => random.uuid(),
      onTrouble: (what, error) => {
        if (life.alive) onTrouble(`hub: ${what}`, error);
      },
    });
    spoil.core?.(core);
    this.core = core;
  }

  /** Its wires are cut after this. */
  crash(): void {
    this.life.end();
    this.core = null;
    for (const hangUp of this.waitingForAnswer.splice(0)) hangUp();
    this.writes.crash(this.options.random);
  }

  commitNext(): boolean {
    return this.writes.commitNext();
  }

  /** Who answers a machine. */
  forRunner(): Acceptor | null {
    return this.answering((core, open) => core.acceptRunner(open));
  }

  /** Who answers a person. */
  forClient(principal: Principal): Acceptor | null {
    return this.answering((core, open) => core.acceptClient(principal, open));
  }

  async read(session: SessionId, page: { after: number; limit: number }): Promise<Event[]> {
    if (!this.core) throw new Error('the hub is down');
    return this.core.sessions.read(session, page);
  }

  submit(principal: Principal, command: Command): ReturnType<Core['sessions']['submit']> {
    const { core } = this;
    if (!core) return Promise.reject(new Error('the hub is down'));
    const down = new Promise<never>((_, reject) =>
      this.waitingForAnswer.push(() => reject(new Error('the hub went down'))),
    );
    return Promise.race([core.sessions.submit(principal, command), down]);
  }

  /** Newest event of a session that came here, stored or not. */
  head(session: SessionId): number {
    return this.core?.sessions.table.get(session) ? this.core.sessions.log(session).head.seq : 0;
  }

  /** What lists show of it. */
  heads(): Map<string, number> {
    return new Map([...this.disk.sessions.values()].map(({ id, headSeq }) => [id, headSeq]));
  }

  private answering(accept: (core: Core, open: (events: TransportEvents) => Transport) => void): Acceptor | null {
    const { core, life } = this;
    return core && { life, accept: (open) => accept(core, open) };
  }
}
