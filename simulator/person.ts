import {
  asCommandId,
  type Command,
  type CommandBody,
  type CommandId,
  type HubToClient,
  MAX_CLIENT_FRAME_BYTES,
  RemoteError,
  type SessionId,
} from '@claude-remote/protocol';
import { type Client, createClient } from '../packages/client/src/client.ts';
import type { KeptCommand, OutboxStore } from '../packages/client/src/outbox.ts';
import type { Principal } from '../packages/hub/src/access/principal.ts';
import type { SimulatedHub } from './hub.ts';
import { Life, type SimulatedTime } from './life.ts';
import { PendingWrites } from './pending-writes.ts';
import type { Random } from './random.ts';
import type { Wire } from './wire.ts';

/** What a person asked for, and whether the program said that it is kept. */
export interface Asked {
  readonly id: CommandId;
  readonly session: SessionId;
  readonly body: CommandBody;
  kept: boolean;
  /** The program said it to the hub: what the line can repeat. */
  sent: boolean;
  withdrawn: boolean;
}

export interface PersonOptions {
  readonly name: string;
  readonly hub: SimulatedHub;
  readonly time: SimulatedTime;
  readonly random: Random;
  readonly wire: () => Wire;
  /** No more faults. */
  readonly calm: () => boolean;
  /** A mutant's way to spoil the store. */
  readonly spoil: (store: OutboxStore) => OutboxStore;
}

/** A person with the real client on a device whose store survives the program. */
export class Person {
  readonly name: string;
  readonly asked: Asked[] = [];
  /** What the hub refused by HTTP. */
  readonly refused = new Set<string>();
  private readonly options: PersonOptions;
  private readonly stored = new Map<CommandId, KeptCommand>();
  private readonly everStored = new Set<string>();
  private readonly writes = new PendingWrites();
  private life = new Life();
  private program: Client | null = null;

  constructor(options: PersonOptions) {
    this.options = options;
    this.name = options.name;
  }

  get principal(): Principal {
    return { kind: 'user', id: this.name, name: this.name, role: 'operator', login: null };
  }

  /** Null while the program does not run. */
  get client(): Client | null {
    return this.program;
  }

  get connected(): boolean {
    return this.program?.connection().phase.phase === 'open';
  }

  get waiting(): number {
    return this.writes.waiting;
  }

  /** Whether the command was ever safe on the device. */
  hasKept(id: string): boolean {
    return this.everStored.has(id);
  }

  noteSent(id: string): void {
    const asked = this.asked.find((one) => one.id === id);
    if (asked) asked.sent = true;
  }

  /** Commands that the device still keeps in order to send them. */
  get outbox(): readonly Command[] {
    return [...this.stored.values()].filter(({ refused }) => !refused);
  }

  async start(): Promise<void> {
    const { hub, time, random, wire, spoil } = this.options;
    const life = new Life();
    this.life = life;
    const client = createClient({
      dial: wire().dialOf(life),
      parse: (text) => JSON.parse(text) as HubToClient, // as browsers do: their own hub is trusted
      name: this.name,
      version: '0',
      store: spoil(this.storeOf(life)),
      clock: time.clockOf(life),
      random: () => random.next(),
      newId: () => random.uuid(),
      fetchEvents: (session, page) => hub.read(session, page),
      post: (command) => this.post(command),
    });
    this.program = client;
    await client.start();
  }

  /** Its wire is cut after this. */
  crash(): void {
    this.life.end();
    this.program = null;
    this.writes.crash(this.options.random);
  }

  commitNext(): boolean {
    return this.writes.commitNext();
  }

  /** Sessions in the list that this person does not see yet, or could not see before. */
  get unseen(): readonly SessionId[] {
    const { program } = this;
    const listed = program?.overview().sessions.map(({ id }) => id) ?? [];
    return listed.filter((id) => (program?.session(id)?.status ?? 'refused') === 'refused');
  }

  look(session: SessionId): void {
    this.program?.close(session);
    this.program?.open(session);
  }

  ask(session: SessionId, body: CommandBody): void {
    const { program, life } = this;
    if (!program) return;
    void program.submit(session, body).then((id) => {
      const asked = this.asked.find((one) => one.id === id);
      if (asked && life.alive) asked.kept = true;
    });
  }

  async withdraw(asked: Asked): Promise<void> {
    const taken = await this.program?.withdraw(asked.id);
    if (taken) asked.withdrawn = true;
  }

  /** Says a command once more, as if its answer had been lost. */
  resend(asked: Asked): boolean {
    const { id, session, body } = asked;
    if (body.kind === 'prompt' && body.text.length >= MAX_CLIENT_FRAME_BYTES) return false; // goes by HTTP
    return (
      this.connected && this.options.wire().inject(JSON.stringify({ type: 'command', command: { id, session, body } }))
    );
  }

  /** A command by HTTP: the network may fail on the way there or on the way back. */
  private async post(command: Command): Promise<{ delivered: boolean }> {
    const { hub, random, wire, calm } = this.options;
    if (wire().refused || (!calm() && random.chance(0.2))) throw new Error('the network failed');
    const told = await hub.submit(this.principal, command).catch((error: unknown) => {
      if (!(error instanceof RemoteError)) throw error;
      this.refused.add(command.id);
      throw error.toWire();
    });
    if (!calm() && random.chance(0.2)) throw new Error('the answer was lost');
    if (!calm() && random.chance(0.1)) await new Promise(() => undefined); // the answer hangs
    return told;
  }

  private storeOf(life: Life): OutboxStore {
    const later = (write: () => void) =>
      new Promise<void>((resolve) => {
        if (!life.alive) return;
        this.writes.add(() => {
          write();
          resolve();
        });
      });
    return {
      load: async () => [...this.stored.values()],
      put: (command) => {
        const { id, session, body, refused } = command;
        if (refused) return later(() => void this.stored.set(id, command));
        this.asked.push({ id: asCommandId(id), session, body, kept: false, sent: false, withdrawn: false });
        return later(() => {
          this.stored.set(id, command);
          this.everStored.add(id);
        });
      },
      remove: (id) => later(() => void this.stored.delete(id)),
    };
  }
}
