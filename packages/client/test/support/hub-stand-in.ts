import {
  type AcceptedLink,
  acceptLink,
  type MemoryNetwork,
  memoryNetwork,
  type TransportEvents,
} from '@claude-remote/link';
import {
  asCommandId,
  asMachineId,
  asSessionId,
  type ClientToHub,
  type Command,
  type CommandBody,
  type CommandId,
  clientToHub,
  type Event,
  type EventBody,
  HEARTBEAT_INTERVAL_MS,
  type HubToClient,
  hubToClient,
  MAX_CLIENT_FRAME_BYTES,
  MAX_RUNNER_FRAME_BYTES,
  type MachineId,
  PROTOCOL_VERSION,
  parseFrame,
  type SessionId,
  type SessionState,
} from '@claude-remote/protocol';
import { applyEvent, emptyState } from '@claude-remote/session';
import { settled, type VirtualClock, virtualClock } from '../../../testkit/src/virtual-clock.ts';
import { type Client, type ClientOptions, createClient, memoryStore, type OutboxStore } from '../../src/index.ts';

export const SESSION: SessionId = asSessionId('00000000-0000-4000-8000-00000000000a');
export const MACHINE: MachineId = asMachineId('atlas');
export const OWNER = { kind: 'user', name: 'owner' } as const;

export const prompt = (text: string): CommandBody => ({ kind: 'prompt', text });

/** Ids that no client of a stage gives, however many it gave before. */
export const strangeId = (n: number): CommandId =>
  asCommandId(`00000000-0000-4000-9000-${String(n).padStart(12, '0')}`);

export function event(seq: number, body: EventBody = text(seq), epoch = 1): Event {
  return { epoch, seq, at: seq, body };
}

function text(n: number): EventBody {
  return { kind: 'text', block: `block-${n}`, text: `said ${n}` };
}

export function stateAfter(events: readonly Event[]): SessionState {
  return events.reduce(applyEvent, { ...emptyState(SESSION), machine: MACHINE });
}

/** A hub that says only what a test tells it to; frames both ways pass the protocol's own door. */
export class HubStandIn {
  readonly clock: VirtualClock = virtualClock();
  readonly heard: ClientToHub[] = [];
  readonly network: MemoryNetwork;
  connections = 0;
  private link: AcceptedLink<HubToClient> | null = null;

  constructor() {
    this.network = memoryNetwork((open) => this.accept(open));
  }

  of<Type extends ClientToHub['type']>(type: Type): Extract<ClientToHub, { type: Type }>[] {
    return this.heard.filter((frame): frame is Extract<ClientToHub, { type: Type }> => frame.type === type);
  }

  commands(): Command[] {
    return this.of('command').map(({ command }) => command);
  }

  /** Sends and lets it arrive. */
  async say(...frames: HubToClient[]): Promise<void> {
    for (const frame of frames) this.link?.send(frame);
    await this.calm();
  }

  sayBye(code: 'forbidden' | 'shutting_down', retry: boolean): void {
    this.link?.close({ code, error: code }, { retry });
  }

  /** Until nothing is under way any more. */
  async calm(): Promise<void> {
    do {
      this.network.flush();
      await settled();
    } while (this.network.waiting('to-client') + this.network.waiting('to-server') > 0);
  }

  /** A cut, and the time in which a client comes back. */
  async cut(): Promise<void> {
    this.network.cut();
    await this.clock.pass(500);
    await this.calm();
  }

  private accept(open: (events: TransportEvents) => ReturnType<MemoryNetwork['dial']>): void {
    this.connections++;
    this.link = acceptLink<ClientToHub, HubToClient>(open, {
      parse: (line) => parseFrame(clientToHub, line, MAX_CLIENT_FRAME_BYTES),
      onHello: (hello) => {
        this.heard.push(hello);
        return {
          type: 'welcome',
          version: PROTOCOL_VERSION,
          hub: { id: 'hub', version: '0.1.0', time: 0, demo: false },
          you: { actor: OWNER, role: 'admin' },
          heartbeatMs: HEARTBEAT_INTERVAL_MS,
        };
      },
      onFrame: (frame) => this.heard.push(frame),
      onClose: () => {},
      onFault: (error) => {
        throw error;
      },
      makePing: (n) => ({ type: 'ping', n }),
      makePong: (n) => ({ type: 'pong', n, ages: { atlas: 1500 } }),
      makeBye: (error, retry) => ({ type: 'bye', error, retry }),
      clock: this.clock,
    });
  }
}

let made = 0;
/** The id that the nth command or question of a stage gets. */
const nthId = (n: number): CommandId => asCommandId(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);

/** A client of that hub; `store` is what survives from one client to the next. */
export function clientOf(hub: HubStandIn, options: Partial<ClientOptions> & { store?: OutboxStore } = {}): Client {
  return createClient({
    dial: hub.network.dial,
    parse: (line) => parseFrame(hubToClient, line, MAX_RUNNER_FRAME_BYTES),
    name: 'test',
    version: '0',
    store: memoryStore(),
    clock: hub.clock,
    random: () => 0.5,
    newId: () => nthId(++made),
    fetchEvents: async () => [],
    post: async () => ({ delivered: false }),
    ...options,
  });
}
