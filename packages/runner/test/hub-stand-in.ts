import { type KeyObject, randomUUID, verify } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { type AcceptedLink, acceptLink, transportOf } from '@claude-remote/link';
import {
  asCommandId,
  type CommandBody,
  type CommandId,
  type Event,
  type EventBody,
  type EventKind,
  type HubToRunner,
  MAX_RUNNER_FRAME_BYTES,
  parseFrame,
  RemoteError,
  type RunnerToHub,
  runnerSigningText,
  runnerToHub,
  type SessionId,
  type StoredCommand,
} from '@claude-remote/protocol';
import { WebSocketServer } from 'ws';
import { realClock } from './parts.ts';

type Hello = Extract<RunnerToHub, { type: 'hello' }>;

/** As much of a hub as a runner can see: numbers checked strictly, everything stored at once, commands sent until delivered. */
export class HubStandIn {
  readonly events: Event[] = [];
  readonly commands: StoredCommand[] = [];
  readonly hellos: Hello[] = [];
  readonly frames: RunnerToHub[] = [];
  readonly wrong: string[] = [];
  /** While false, events are taken in but not acknowledged. */
  acknowledging = true;
  private link: AcceptedLink<HubToRunner> | null = null;
  private readonly server: WebSocketServer;
  private readonly session: SessionId;
  private waiting: (() => void)[] = [];

  private constructor(server: WebSocketServer, session: SessionId, key: KeyObject) {
    this.server = server;
    this.session = session;
    server.on('connection', (socket) => {
      const nonce = randomUUID();
      this.link = acceptLink<RunnerToHub, HubToRunner>((events) => transportOf(socket, events), {
        parse: (text) => parseFrame(runnerToHub, text, MAX_RUNNER_FRAME_BYTES),
        challenge: { type: 'challenge', nonce, hub: 'hub-1', time: 0 },
        onHello: (hello) => this.welcome(hello, nonce, key),
        onReady: () => this.sendCommands(this.hellos.at(-1)?.sessions[0]?.cseq ?? 0),
        onFrame: (frame) => this.receive(frame),
        onClose: () => undefined,
        onFault: (error) => {
          throw error;
        },
        makePing: (n) => ({ type: 'ping', n }),
        makePong: (n) => ({ type: 'pong', n }),
        makeBye: (error, retry) => ({ type: 'bye', error, retry }),
        clock: realClock,
      });
    });
  }

  static async start(session: SessionId, key: KeyObject, port = 0): Promise<HubStandIn> {
    const server = new WebSocketServer({ host: '127.0.0.1', port });
    await new Promise<void>((listening) => server.once('listening', listening));
    return new HubStandIn(server, session, key);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.server.address() as AddressInfo).port}/runner`; // a TCP server's address is an object
  }

  get head(): number {
    return this.events.at(-1)?.seq ?? 0;
  }

  command(body: CommandBody, id: CommandId = asCommandId(randomUUID())): CommandId {
    const cseq = this.commands.length + 1;
    const command = {
      id,
      body,
      cseq,
      by: { kind: 'user', name: 'ann' } as const,
      at: 0,
      expiresAt: Date.now() + 600_000,
    };
    this.commands.push(command);
    this.sendCommands(cseq - 1);
    return id;
  }

  send(frame: HubToRunner): void {
    this.link?.send(frame);
  }

  bodies<Kind extends EventKind>(kind: Kind): Extract<EventBody, { kind: Kind }>[] {
    const all = this.events.map((event) => event.body);
    return all.filter((body): body is Extract<EventBody, { kind: Kind }> => body.kind === kind);
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((wake) => this.waiting.push(wake));
  }

  close(): Promise<void> {
    for (const client of this.server.clients) client.terminate();
    return new Promise((closed) => this.server.close(() => closed()));
  }

  private welcome(hello: RunnerToHub, nonce: string, key: KeyObject): HubToRunner {
    if (hello.type !== 'hello') throw new RemoteError('bad_frame', { detail: 'no hello' });
    const text = runnerSigningText({ hub: 'hub-1', machine: hello.machine, nonce, epoch: hello.epoch });
    const signed = verify(null, Buffer.from(text), key, Buffer.from(hello.signature, 'base64'));
    if (!signed) throw new RemoteError('unauthenticated');
    this.hellos.push(hello);
    this.wake();
    const stored = this.acknowledging ? this.head : 0;
    return { type: 'welcome', version: 1, heartbeatMs: 2500, stored: [{ session: this.session, seq: stored }] };
  }

  private receive(frame: RunnerToHub): void {
    this.frames.push(frame);
    if (frame.type === 'events') {
      for (const event of frame.events) this.take(event);
      if (this.acknowledging) this.send({ type: 'stored', session: this.session, seq: this.head });
    }
    this.wake();
  }

  private take(event: Event): void {
    if (event.seq <= this.head) {
      const known = this.events[event.seq - 1];
      if (JSON.stringify(known) !== JSON.stringify(event)) this.wrong.push(`event ${event.seq} changed`);
    } else if (event.seq === this.head + 1) this.events.push(event);
    else this.wrong.push(`event ${event.seq} after ${this.head}`);
  }

  private sendCommands(after: number): void {
    const commands = this.commands.slice(after);
    if (commands.length > 0) this.send({ type: 'commands', session: this.session, commands });
  }

  private wake(): void {
    for (const wake of this.waiting.splice(0)) wake();
  }
}
