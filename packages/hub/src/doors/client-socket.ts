import { type AcceptedLink, acceptLink, type Clock, type Transport, type TransportEvents } from '@claude-remote/link';
import {
  agreeVersion,
  type ClientToHub,
  type Command,
  type CommandId,
  clientToHub,
  HEARTBEAT_INTERVAL_MS,
  type HubToClient,
  MAX_CLIENT_FRAME_BYTES,
  parseFrame,
  RemoteError,
  type SessionId,
  type WireError,
  wireError,
} from '@claude-remote/protocol';
import { actorOf, isOf, may, type Principal } from '../access/principal.ts';
import type { HubMachines } from '../machines/machines.ts';
import type { HubSessions } from '../sessions/sessions.ts';
import { Credit } from './credit.ts';
import type { OverviewFeed, OverviewWatcher } from './overview-feed.ts';
import { Viewer, type ViewerWay } from './viewer.ts';

/**
 * The clients' door: one signed-in person's socket. It subscribes, submits and asks in that person's name; every right is
 * checked where the thing is done.
 */
export interface ClientDoorParts {
  readonly sessions: HubSessions;
  readonly machines: HubMachines;
  readonly overview: OverviewFeed;
  readonly hub: { readonly id: string; readonly version: string; readonly demo: boolean };
  readonly clock: Clock;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly onTrouble: (what: string, error: unknown) => void;
}

export interface ClientDoor {
  readonly principal: Principal;
  /** Whether its person sees that session now, as far as it says. */
  looksAt(session: SessionId): boolean;
  close(error: RemoteError, options: { retry: boolean }): void;
}

export interface ClientOpening {
  readonly principal: Principal;
  readonly open: (events: TransportEvents) => Transport;
  readonly onClose: (door: ClientDoor) => void;
}

export function acceptClient(opening: ClientOpening, parts: ClientDoorParts): ClientDoor {
  return new Door(opening, parts);
}

class Door implements ClientDoor, ViewerWay, OverviewWatcher {
  readonly principal: Principal;
  readonly credit = new Credit();
  private readonly parts: ClientDoorParts;
  private readonly link: AcceptedLink<HubToClient>;
  private readonly viewers = new Map<SessionId, { viewer: Viewer; stop: () => void }>();
  /** Commands of this socket that are stored and not known to be on their machine. */
  private readonly submitted = new Map<CommandId, SessionId>();
  private readonly stops: (() => void)[] = [];
  private submitting = 0;
  private looking: SessionId | null = null;
  /** The hello asked for the lists as well. */
  private watchFirst = false;

  constructor({ principal, open, onClose }: ClientOpening, parts: ClientDoorParts) {
    this.principal = principal;
    this.parts = parts;
    this.stops.push(
      parts.sessions.listen({
        onSummary: () => {},
        onDelivered: (session, { id, by }) => this.delivered(session, id, { own: isOf(this.principal, by) }),
      }),
    );
    this.link = acceptLink<ClientToHub, HubToClient>(open, {
      parse: (text) => parseFrame(clientToHub, text, MAX_CLIENT_FRAME_BYTES),
      onHello: (frame) => this.greet(frame),
      onReady: () => this.watchFirst && this.watch(),
      onFrame: (frame) => this.receive(frame),
      onClose: () => {
        this.closed();
        onClose(this);
      },
      onFault: (error) => parts.onTrouble('socket', error),
      makePing: (n) => ({ type: 'ping', n }),
      makePong: (n) => ({ type: 'pong', n, ages: parts.machines.ages(parts.clock.now()) }),
      makeBye: (error, retry) => ({ type: 'bye', error, retry }),
      clock: parts.clock,
    });
  }

  send(frame: HubToClient): void {
    this.link.send(frame);
  }

  sendText(text: string): void {
    this.link.sendText(text);
  }

  bufferedBytes(): number {
    return this.link.bufferedBytes();
  }

  looksAt(session: SessionId): boolean {
    return this.looking === session;
  }

  broken(): void {
    this.close(new RemoteError('internal', { ref: 'storage' }), { retry: true });
  }

  close(error: RemoteError, { retry }: { retry: boolean }): void {
    this.link.close(error.toWire(), { retry });
  }

  sendOverview(): void {
    const { sessions, machines } = this.parts;
    this.send({ type: 'overview', sessions: sessions.list(this.principal), machines: machines.list() });
  }

  private greet(frame: ClientToHub): HubToClient {
    if (frame.type !== 'hello') throw new RemoteError('bad_frame', { detail: 'the first message must be hello' });
    const version = agreeVersion(frame.versions);
    this.watchFirst = frame.watch === true;
    return {
      type: 'welcome',
      version,
      hub: { ...this.parts.hub, time: this.parts.now() },
      you: { actor: actorOf(this.principal), role: this.principal.role },
      heartbeatMs: HEARTBEAT_INTERVAL_MS,
    };
  }

  private receive(frame: ClientToHub): void {
    switch (frame.type) {
      case 'watch':
        this.watch();
        return;
      case 'subscribe':
        this.subscribe(frame);
        return;
      case 'unsubscribe':
        this.unsubscribe(frame.session);
        return;
      case 'looking':
        this.looking = frame.session;
        return;
      case 'credit':
        this.credit.restore(frame.bytes);
        this.pump();
        return;
      case 'command':
        void this.submit(frame.command);
        return;
      case 'query':
        void this.query(frame);
        return;
      case 'hello':
        throw new RemoteError('bad_frame', { detail: 'a second hello' });
      case 'ping':
      case 'pong':
        return; // the link's own
    }
  }

  private watch(): void {
    if (!may(this.principal, 'read')) throw new RemoteError('forbidden');
    this.stops.push(this.parts.overview.watch(this));
    this.sendOverview();
  }

  private subscribe({ session, after }: Extract<ClientToHub, { type: 'subscribe' }>): void {
    this.unsubscribe(session);
    try {
      if (!may(this.principal, 'read')) throw new RemoteError('forbidden');
      if (this.viewers.size >= MAX_SESSIONS) throw new RemoteError('rate_limited', { seconds: 1 });
      const log = this.parts.sessions.log(session);
      const viewer = new Viewer(log, this);
      this.viewers.set(session, { viewer, stop: this.parts.sessions.followLog(session, viewer) });
      viewer.begin(after ?? null);
    } catch (error) {
      this.unsubscribe(session);
      this.send({ type: 'subscribe-refused', session, error: this.wire('subscribe', error) });
    }
  }

  private unsubscribe(session: SessionId): void {
    this.viewers.get(session)?.stop();
    this.viewers.delete(session);
  }

  /** Lagging viewers take turns: one that just read goes behind the others. */
  private pump(): void {
    for (const [session, entry] of [...this.viewers]) {
      if (!entry.viewer.waits) continue;
      if (!this.credit.left) return;
      entry.viewer.pump();
      this.viewers.delete(session);
      this.viewers.set(session, entry);
    }
  }

  private async submit(command: Command): Promise<void> {
    const { id, session } = command;
    if (this.submitting >= MAX_SUBMITTING) {
      this.close(new RemoteError('rate_limited', { seconds: 1 }), { retry: true });
      return;
    }
    this.submitting++;
    this.submitted.set(id, session);
    try {
      const { cseq, delivered } = await this.parts.sessions.submit(this.principal, command);
      this.send({ type: 'command-stored', id, session, cseq });
      if (delivered) this.delivered(session, id, { own: true });
    } catch (error) {
      this.submitted.delete(id);
      this.send({ type: 'command-refused', id, session, error: this.wire('command', error) });
    } finally {
      this.submitting--;
    }
  }

  /** Told to whoever asked for it, here or by HTTP (`own`), and to whoever looks at the session. */
  private delivered(session: SessionId, id: CommandId, { own }: { own: boolean }): void {
    const mine = this.submitted.delete(id);
    if (mine || own || this.viewers.has(session)) this.send({ type: 'command-delivered', id, session });
  }

  private async query({ id, machine, query }: Extract<ClientToHub, { type: 'query' }>): Promise<void> {
    try {
      if (!may(this.principal, 'query-machine')) throw new RemoteError('forbidden');
      this.send({ type: 'reply', id, reply: await this.parts.machines.ask(machine, query) });
    } catch (error) {
      this.send({ type: 'query-refused', id, error: this.wire('query', error) });
    }
  }

  private wire(what: string, error: unknown): WireError {
    if (error instanceof RemoteError) return error.toWire();
    this.parts.onTrouble(what, error);
    return wireError('internal', { ref: what });
  }

  private closed(): void {
    for (const session of [...this.viewers.keys()]) this.unsubscribe(session);
    for (const stop of this.stops.splice(0)) stop();
  }
}

/** Sessions that one socket may follow, and commands of it that may wait for the disk. */
const MAX_SESSIONS = 100;
const MAX_SUBMITTING = 100;
