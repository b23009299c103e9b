import { createPublicKey, verify } from 'node:crypto';
import { type AcceptedLink, acceptLink, type Clock, type Transport, type TransportEvents } from '@claude-remote/link';
import {
  agreeVersion,
  HEARTBEAT_INTERVAL_MS,
  type HubToRunner,
  MAX_RUNNER_FRAME_BYTES,
  type MachineId,
  parseFrame,
  type Query,
  RemoteError,
  type ReplyBody,
  type RunnerToHub,
  runnerSigningText,
  runnerToHub,
  type SessionId,
} from '@claude-remote/protocol';
import type { HubMachines, RunnerConnection } from '../machines/machines.ts';
import { missedFrame } from '../sessions/event-rows.ts';
import type { HubSessions } from '../sessions/sessions.ts';
import { RunnerQueries } from './runner-queries.ts';

/**
 * The runners' door: proves which machine speaks, then carries its events up and its commands down. What comes in is
 * believed only for sessions of that machine.
 */
export interface RunnerDoorParts {
  readonly sessions: HubSessions;
  readonly machines: HubMachines;
  readonly hubId: string;
  readonly clock: Clock;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** 256 random bits as text. */
  readonly newNonce: () => string;
  readonly newId: () => string;
  readonly onTrouble: (what: string, error: unknown) => void;
}

export function acceptRunner(open: (events: TransportEvents) => Transport, parts: RunnerDoorParts): void {
  new RunnerDoor(open, parts);
}

type Hello = Extract<RunnerToHub, { type: 'hello' }>;

class RunnerDoor implements RunnerConnection {
  epoch = 0;
  heads: ReadonlyMap<SessionId, number> = new Map();
  /** Its journals may have lost what they had sent. */
  private behind = false;
  private machine: MachineId | null = null;
  /** Newest command of each session that was sent here or that the runner has. */
  private readonly sent = new Map<SessionId, number>();
  private readonly queries: RunnerQueries;
  private readonly parts: RunnerDoorParts;
  private readonly link: AcceptedLink<HubToRunner>;

  constructor(open: (events: TransportEvents) => Transport, parts: RunnerDoorParts) {
    this.parts = parts;
    this.queries = new RunnerQueries(parts.clock, parts.newId);
    const nonce = parts.newNonce();
    this.link = acceptLink<RunnerToHub, HubToRunner>(open, {
      parse: (text) => parseFrame(runnerToHub, text, MAX_RUNNER_FRAME_BYTES),
      challenge: { type: 'challenge', nonce, hub: parts.hubId, time: parts.now() },
      onHello: (frame) => this.greet(frame, nonce),
      onReady: () => this.ready(),
      onFrame: (frame) => this.receive(frame),
      onClose: () => this.closed(),
      onFault: (error) => parts.onTrouble('socket', error),
      makePing: (n) => ({ type: 'ping', n }),
      makePong: (n) => ({ type: 'pong', n }),
      makeBye: (error, retry) => ({ type: 'bye', error, retry }),
      clock: parts.clock,
    });
  }

  /** One frame of them; the next goes when the runner has these, so that a long queue with pictures waits on the disk. */
  flushCommands(session: SessionId): void {
    const { machine } = this;
    if (!machine) return;
    const sent = this.sent.get(session) ?? 0;
    const commands = this.parts.sessions.table.undelivered(machine, session, sent);
    const last = commands.at(-1);
    // A runner that lost commands it had said to have cannot go on with that session: they might run twice.
    if (!last || commands[0]?.cseq !== sent + 1) return;
    this.sent.set(session, last.cseq);
    this.link.send({ type: 'commands', session, commands });
  }

  stored(session: SessionId, seq: number): void {
    this.link.send({ type: 'stored', session, seq });
  }

  watched(session: SessionId, watched: boolean): void {
    this.link.send({ type: 'watched', session, watched });
  }

  forget(session: SessionId): void {
    this.link.send({ type: 'forget', session });
  }

  ask(query: Query): Promise<ReplyBody> {
    return this.queries.ask(query, (id) => this.link.send({ type: 'query', id, query }));
  }

  heardAt(): number {
    return this.link.heardAt();
  }

  close(error: RemoteError, { retry }: { retry: boolean }): void {
    this.link.close(error.toWire(), { retry });
  }

  private async greet(frame: RunnerToHub, nonce: string): Promise<HubToRunner> {
    if (frame.type !== 'hello') throw new RemoteError('bad_frame', { detail: 'the first message must be hello' });
    const version = agreeVersion(frame.versions);
    this.authenticate(frame, nonce);
    const { machines, sessions } = this.parts;
    this.epoch = frame.epoch;
    this.behind = frame.behind === true;
    this.heads = new Map(frame.sessions.map(({ session, seq }) => [session, seq]));
    await machines.connected(frame.machine, this, frame.info);
    this.machine = frame.machine;
    for (const { session, cseq } of frame.sessions) {
      this.sent.set(session, cseq);
      void sessions.delivered(frame.machine, session, cseq).catch((error) => this.parts.onTrouble('delivered', error));
    }
    const stored = frame.sessions.map(({ session }) => ({ session, seq: this.storedSeq(session) }));
    return { type: 'welcome', version, heartbeatMs: HEARTBEAT_INTERVAL_MS, stored };
  }

  /** Whoever has no key of ours learns nothing but that: unknown machine and wrong signature look alike. */
  private authenticate({ machine, epoch, signature }: Hello, nonce: string): void {
    const row = this.parts.machines.row(machine);
    const text = runnerSigningText({ hub: this.parts.hubId, machine, nonce, epoch });
    const key = row && createPublicKey(row.publicKey);
    if (!key || !verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'))) {
      throw new RemoteError('unauthenticated');
    }
    // A copy of the state directory, or a runner that was restored from a backup.
    if (row && epoch < row.epoch) throw new RemoteError('conflict', { id: machine });
  }

  private storedSeq(session: SessionId): number {
    const { machine } = this;
    return (machine && this.parts.sessions.table.of(machine, session)?.stored) ?? 0;
  }

  private ready(): void {
    const { machine } = this;
    if (!machine) return;
    const { machines, sessions } = this.parts;
    machines.opened(machine, this);
    // Now that no older connection of the machine can bring anything more.
    if (this.behind) this.sendMissed(machine);
    for (const session of this.heads.keys()) if (sessions.table.isForgotten(session)) this.forget(session);
    for (const session of sessions.watched(machine)) this.watched(session, true);
    for (const session of sessions.table.withUndelivered(machine)) this.flushCommands(session);
  }

  private sendMissed(machine: MachineId): void {
    for (const [session, after] of this.heads) {
      for (const rows of this.parts.sessions.beyond(machine, { session, after })) {
        this.link.sendText(missedFrame(session, rows));
      }
    }
    this.link.send({ type: 'missed-end' });
  }

  private receive(frame: RunnerToHub): void {
    const { machine, parts } = this;
    if (!machine || parts.machines.connection(machine) !== this) return; // replaced meanwhile
    switch (frame.type) {
      case 'events':
        this.takeEvents(machine, frame);
        return;
      case 'live':
        parts.sessions.receiveLive(machine, frame.session, frame.values);
        return;
      case 'delivered':
        this.inBackground('delivered', parts.sessions.delivered(machine, frame.session, frame.cseq));
        this.flushCommands(frame.session);
        return;
      case 'info':
        this.inBackground('info', parts.machines.described(machine, frame.info));
        return;
      case 'reply':
        this.queries.answered(frame.id, frame.reply);
        return;
      case 'query-refused':
        this.queries.refused(frame.id, frame.error);
        return;
      case 'hello':
        throw new RemoteError('bad_frame', { detail: 'a second hello' });
      case 'ping':
      case 'pong':
        return; // the link's own
    }
  }

  private takeEvents(machine: MachineId, { session, events }: Extract<RunnerToHub, { type: 'events' }>): void {
    if (events.some(({ epoch }) => epoch > this.epoch)) {
      throw new RemoteError('bad_frame', { detail: 'an event of a later epoch than the hello' });
    }
    const receipt = this.parts.sessions.receive(machine, session, events);
    if (receipt?.kind === 'gap') this.link.send({ type: 'resend', session, seq: receipt.seq });
    if (receipt?.kind === 'fenced') this.close(new RemoteError('conflict', { id: session }), { retry: false });
    if (receipt === null && !this.parts.sessions.table.isForgotten(session))
      this.parts.onTrouble('events', `${machine} sent events of ${session}, which is not its own`);
  }

  private inBackground(what: string, work: Promise<void>): void {
    work.catch((error) => this.parts.onTrouble(what, error));
  }

  private closed(): void {
    const { machine } = this;
    const name = machine ? (this.parts.machines.row(machine)?.name ?? machine) : 'this machine';
    this.queries.fail(new RemoteError('machine_away', { machine: name }));
    if (machine) this.inBackground('disconnected', this.parts.machines.disconnected(machine, this));
  }
}
