import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { memoryNetwork, type Transport } from '@claude-remote/link';
import {
  asCommandId,
  asMachineId,
  asSessionId,
  type ClientToHub,
  type CommandBody,
  type Event,
  type EventBody,
  type HubToClient,
  type HubToRunner,
  type MachineId,
  type RunnerToHub,
  runnerSigningText,
} from '@claude-remote/protocol';
import { settled, type VirtualClock, virtualClock } from '../../../testkit/src/virtual-clock.ts';
import type { Principal } from '../../src/access/principal.ts';
import { createStepUps, type StepUps } from '../../src/access/step-ups.ts';
import type { Sessions } from '../../src/core.ts';
import { type Core, createCore } from '../../src/start/create-core.ts';
import { emptyDisk, type MemoryDisk, openMemoryStorage } from '../../src/storage/memory/memory-storage.ts';

export const OWNER: Principal = { kind: 'user', id: 'u1', name: 'owner', role: 'admin', login: 'login-1' };
export const MACHINE = asMachineId('desk');
export const SESSION = asSessionId('00000000-0000-4000-8000-000000000001');

const INFO = {
  name: 'Desk',
  platform: 'linux x64',
  runnerVersion: '0',
  claudeVersion: null,
  claudeProblem: null,
  defaultWorkspace: '/w',
  workspaces: [],
  modes: ['ask' as const],
  demo: false,
};

/** The hub's core on memory: its disk commits when the test says so, its peers speak raw frames. */
export class CoreStage {
  readonly clock: VirtualClock = virtualClock();
  readonly disk: MemoryDisk;
  readonly core: Core;
  readonly trouble: string[] = [];
  readonly stepUps: StepUps;
  readonly key: KeyObject;
  /** While true, writes wait for `commit`. */
  holding = false;
  private writes: (() => void)[] = [];

  constructor(before?: CoreStage) {
    this.disk = before?.disk ?? emptyDisk();
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    this.key = before?.key ?? privateKey;
    const storage = openMemoryStorage(this.disk, (write) => {
      if (this.holding) this.writes.push(write);
      else write();
    });
    this.stepUps = createStepUps(this.clock);
    this.core = createCore({
      storage,
      isFresh: this.stepUps.isFresh,
      deviceOf: async () => null,
      hub: { id: 'hub-1', version: '0', demo: false },
      clock: this.clock,
      now: () => 1_000,
      newNonce: randomUUID,
      newId: randomUUID,
      onTrouble: (what, error) => this.trouble.push(`${what}: ${String(error)}`),
    });
    const pem = String(publicKey.export({ type: 'spki', format: 'pem' }));
    if (!before) void this.core.machines.enroll({ id: MACHINE, name: 'Desk', publicKey: pem, local: true });
  }

  /** Makes everything asked of the disk so far durable. */
  async commit(): Promise<void> {
    await settled();
    for (const write of this.writes.splice(0)) write();
    await settled();
  }

  async startSession(): Promise<void> {
    await this.submit({ kind: 'start', machine: MACHINE, workspace: '/w' });
  }

  submit(body: CommandBody, id: string = randomUUID(), by: Principal = OWNER): ReturnType<Sessions['submit']> {
    return this.core.sessions.submit(by, { id: asCommandId(id), session: SESSION, body });
  }

  async client(principal: Principal = OWNER, asking: { watch?: true } = {}): Promise<Peer<ClientToHub, HubToClient>> {
    const client = new Peer<ClientToHub, HubToClient>((open) => this.core.acceptClient(principal, open));
    await settled();
    client.send({ type: 'hello', versions: [1, 1], client: { name: 'test', version: '0' }, ...asking });
    await client.settle();
    return client;
  }

  async viewer(after?: { epoch: number; seq: number }): Promise<Peer<ClientToHub, HubToClient>> {
    const client = await this.client();
    client.send({ type: 'subscribe', session: SESSION, ...(after && { after }) });
    await client.settle();
    return client;
  }

  async runner(options: RunnerOptions = {}): Promise<RunnerPeer> {
    const { epoch = 1, cseq = 0, seq = 0, key = this.key, machine = MACHINE, behind } = options;
    const runner: RunnerPeer = new Peer((open) => this.core.acceptRunner(open));
    await settled();
    await runner.settle();
    const nonce = runner.of('challenge')[0]?.nonce ?? '';
    const text = runnerSigningText({ hub: 'hub-1', machine, nonce, epoch });
    const signature = sign(null, Buffer.from(text), key).toString('base64');
    const sessions = cseq + seq > 0 ? [{ session: SESSION, cseq, seq }] : [];
    runner.send({ type: 'hello', versions: [1, 1], machine, epoch, signature, info: INFO, sessions, behind });
    await runner.settle();
    return runner;
  }
}

interface RunnerOptions {
  readonly machine?: MachineId;
  readonly key?: KeyObject;
  readonly epoch?: number;
  /** What it says to have of the session. */
  readonly cseq?: number;
  readonly seq?: number;
  readonly behind?: boolean;
}

export type RunnerPeer = Peer<RunnerToHub, HubToRunner>;

/** The other end of one of the hub's sockets: says what it is told to say and keeps what it hears. */
export class Peer<Out extends { type: string }, In extends { type: string }> {
  readonly heard: In[] = [];
  readonly texts: string[] = [];
  closed: string | null = null;
  private readonly network: ReturnType<typeof memoryNetwork>;
  private readonly transport: Transport;

  constructor(accept: Parameters<typeof memoryNetwork>[0]) {
    this.network = memoryNetwork(accept);
    this.transport = this.network.dial({
      onOpen: () => {},
      onText: (text) => {
        this.texts.push(text);
        this.heard.push(JSON.parse(text) as In); // the hub's own frames
      },
      onClose: ({ reason }) => {
        this.closed = reason;
      },
    });
  }

  send(frame: Out): void {
    this.transport.send(JSON.stringify(frame));
  }

  /** Everything sent arrives, both ways, with what the hub makes of it. */
  async settle(): Promise<void> {
    for (let round = 0; round < 5; round++) {
      this.network.flush();
      await settled();
    }
  }

  cut(): void {
    this.network.cut();
  }

  of<Type extends In['type']>(type: Type): Extract<In, { type: Type }>[] {
    return this.heard.filter((frame): frame is Extract<In, { type: Type }> => frame.type === type);
  }

  /** Numbers of the events heard, in the order of hearing. */
  get seqs(): number[] {
    return this.heard.flatMap((frame) => {
      const { events } = frame as { events?: Event[] }; // `events` and `snapshot` frames
      return (events ?? []).map(({ seq }) => seq);
    });
  }
}

export function texts(from: number, to: number, options: { epoch?: number; size?: number } = {}): Event[] {
  const { epoch = 1, size = 1 } = options;
  const body = (seq: number): EventBody => ({ kind: 'text', block: `b${seq}`, text: `${seq}`.padEnd(size, '.') });
  return Array.from({ length: to - from + 1 }, (_, i) => ({ epoch, seq: from + i, at: 5, body: body(from + i) }));
}

export function upTo(n: number, from = 1): number[] {
  return Array.from({ length: n - from + 1 }, (_, i) => from + i);
}
