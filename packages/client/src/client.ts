import { type Clock, createLink, type Dial, type Link, type LinkPhase } from '@claude-remote/link';
import type {
  Actor,
  ClientToHub,
  Command,
  CommandBody,
  CommandId,
  Event,
  HubToClient,
  MachineId,
  Query,
  QueryKind,
  ReplyOf,
  SessionId,
  WireError,
} from '@claude-remote/protocol';
import { SPOKEN_VERSIONS } from '@claude-remote/protocol';
import { Deliverer } from './deliverer.ts';
import type { Delivery, OutboxStore } from './outbox.ts';
import { applyOverview, NO_OVERVIEW, type Overview } from './overview.ts';
import { Payment } from './payment.ts';
import { Queries } from './queries.ts';
import { shownTranscript, withFollowing, withNewer, withNewest, withOlder, withPage } from './reading.ts';
import type { RememberedSession, SessionView } from './session-view.ts';
import { OpenSessions } from './sessions.ts';

/**
 * A program's connection to its hub: keeps the overview, the open sessions and the unsent commands, and tells listeners.
 * It knows no DOM and no Node; screens, CLI and bots are built on it. Every getter returns the same reference until
 * something changed, so that a listener sees by it whether there is anything to draw.
 */
export interface Client {
  start(): Promise<void>;
  stop(): void;
  /** After sleep, `online` or becoming visible. */
  probe(): void;
  /** Called after every change, at most once per microtask. Returns the way to stop. */
  subscribe(listener: () => void): () => void;
  connection(): Connection;
  overview(): Overview;
  /** What was known when the program last ran; it stands until the hub has told, and never replaces what it told. */
  remind(remembered: Pick<Overview, 'sessions' | 'machines'> & { readonly rememberedAt: number }): void;
  /** Null until `open` was called for it. */
  session(id: SessionId): SessionView | null;
  /** All that are open. */
  opened(): readonly SessionView[];
  delivery(id: CommandId): Delivery | null;
  /** Everything not known to have reached its machine, oldest first; of one session, or of all. */
  pending(session?: SessionId): readonly Delivery[];
  /**
   * Prompts and starts of this device that were refused, also before a restart, until they are dismissed; of one session,
   * or of all.
   */
  refused(session?: SessionId): readonly Delivery[];
  /** Throws away words that were refused. */
  dismiss(id: CommandId): Promise<void>;
  /** How this client's own answer to a request fares; null when it gave none. */
  answerTo(request: string): Delivery | null;
  /** Which session the person sees now; null: none. The hub need not tell this device of it. */
  looksAt(session: SessionId | null): void;
  open(session: SessionId): void;
  close(session: SessionId): void;
  /** Puts an older page in front of what is read; false when there is none. */
  loadOlder(session: SessionId): Promise<boolean>;
  /** Puts a newer page behind what is read; false when it reaches the newest already. */
  loadNewer(session: SessionId): Promise<boolean>;
  /** Reads where that event is; false when there is no such. */
  readAt(session: SessionId, seq: number): Promise<boolean>;
  /** The reader stays at the end from now on, or went elsewhere. */
  follow(session: SessionId, following: boolean): void;
  /** Reads the newest again. */
  readNewest(session: SessionId): void;
  /** Kept before it is sent, sent until the hub has it; resolves when it is kept. */
  submit(session: SessionId, body: CommandBody): Promise<CommandId>;
  /** Takes back a command that was not sent yet; false when it is too late. */
  withdraw(id: CommandId): Promise<boolean>;
  /** One answer from a machine, or an error: never longer than the deadline. */
  ask<Kind extends QueryKind>(machine: MachineId, query: Extract<Query, { kind: Kind }>): Promise<ReplyOf<Kind>>;
}

export interface Connection {
  readonly phase: LinkPhase;
  readonly hub: { readonly id: string; readonly version: string; readonly demo: boolean } | null;
  readonly you: { readonly actor: Actor; readonly role: 'admin' | 'operator' | 'viewer' } | null;
  /** Milliseconds since the hub heard each machine, as of `agesAt` (link clock). */
  readonly ages: Readonly<Record<string, number>>;
  readonly agesAt: number;
}

export interface ClientOptions {
  readonly dial: Dial;
  /** Reads a frame of the hub's; throws for anything else. Browsers trust their own hub and only parse JSON. */
  readonly parse: (text: string) => HubToClient;
  readonly name: string;
  readonly version: string;
  readonly store: OutboxStore;
  readonly clock: Clock;
  readonly random: () => number;
  /** A fresh lower-case UUID. */
  readonly newId: () => string;
  /** A stored page of events, oldest first: those after `after`, at most `limit`. */
  readonly fetchEvents: (session: SessionId, page: { after: number; limit: number }) => Promise<Event[]>;
  /**
   * Sends a command that is too large for a frame; resolves when it is stored, with whether its machine has it already.
   * Rejects with a `WireError` when the hub refuses it.
   */
  readonly post: (command: Command) => Promise<{ readonly delivered: boolean }>;
  /** What is remembered of a session that is opened; null when nothing is. Half a second is waited for it. */
  readonly recall?: (session: SessionId) => Promise<RememberedSession | null>;
}

const PAGE = 200;
const OFFLINE: Connection = { phase: { phase: 'idle' }, hub: null, you: null, ages: {}, agesAt: 0 };

export function createClient(options: ClientOptions): Client {
  return new HubClient(options);
}

class HubClient implements Client {
  private connected: Connection = OFFLINE;
  private all: Overview = NO_OVERVIEW;
  private readonly listeners = new Set<() => void>();
  private notifying = false;
  private looking: SessionId | null = null;
  private readonly payment = new Payment();
  private readonly link: Link<ClientToHub>;
  private readonly deliverer: Deliverer;
  private readonly queries: Queries;
  private readonly sessions: OpenSessions;
  private readonly options: ClientOptions;

  constructor(options: ClientOptions) {
    this.options = options;
    const send = (frame: ClientToHub) => this.link.send(frame);
    const changed = () => this.changed();
    this.link = createLink<HubToClient, ClientToHub>({
      ...options,
      parse: (text) => this.parse(text),
      challenged: false,
      makeHello: () => ({
        type: 'hello',
        versions: SPOKEN_VERSIONS,
        client: { name: options.name, version: options.version },
        watch: true,
      }),
      makePing: (n) => ({ type: 'ping', n }),
      makePong: (n) => ({ type: 'pong', n }),
      onFrame: (frame) => this.receive(frame),
      onPhase: (phase) => this.onPhase(phase),
    });
    this.deliverer = new Deliverer({
      ...{ send, changed, store: options.store, clock: options.clock, post: options.post },
      isOpen: () => this.link.phase().phase === 'open',
    });
    this.queries = new Queries({ send, clock: options.clock, newId: options.newId });
    this.sessions = new OpenSessions({
      send,
      clock: options.clock,
      changed,
      onEvent: (event) => this.deliverer.onEvent(event),
      recall: options.recall,
    });
  }

  async start(): Promise<void> {
    const loading = this.deliverer.load();
    this.link.start(); // side by side: both take their time on a phone
    await loading;
  }

  stop(): void {
    this.link.stop();
    this.queries.failAll();
  }

  probe(): void {
    this.link.probe();
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  connection(): Connection {
    return this.connected;
  }

  overview(): Overview {
    return this.all;
  }

  remind(remembered: Parameters<Client['remind']>[0]): void {
    if (this.all.known) return;
    this.all = { ...remembered, known: true };
    this.changed();
  }

  session(id: SessionId): SessionView | null {
    return this.sessions.get(id);
  }

  opened(): readonly SessionView[] {
    return this.sessions.all();
  }

  delivery(id: CommandId): Delivery | null {
    return this.deliverer.get(id);
  }

  pending(session?: SessionId): readonly Delivery[] {
    return this.deliverer.pending(session ?? null);
  }

  refused(session?: SessionId): readonly Delivery[] {
    return this.deliverer.refused(session ?? null);
  }

  dismiss(id: CommandId): Promise<void> {
    return this.deliverer.dismiss(id);
  }

  answerTo(request: string): Delivery | null {
    return this.deliverer.answerTo(request);
  }

  looksAt(session: SessionId | null): void {
    if (session === this.looking) return;
    this.looking = session;
    if (this.link.phase().phase === 'open') this.link.send({ type: 'looking', session });
  }

  open(session: SessionId): void {
    this.sessions.open(session);
  }

  close(session: SessionId): void {
    this.sessions.close(session);
  }

  async loadOlder(session: SessionId): Promise<boolean> {
    const view = this.sessions.get(session);
    const from = view ? shownTranscript(view).from : 0;
    if (!view || from <= Math.max(1, view.first)) return false;
    const after = Math.max(0, from - 1 - PAGE);
    const older = await this.options.fetchEvents(session, { after, limit: from - 1 - after });
    return this.reads(session, (current) => withOlder(current, older));
  }

  async loadNewer(session: SessionId): Promise<boolean> {
    const past = this.sessions.get(session)?.past;
    if (!past) return false;
    const newer = await this.options.fetchEvents(session, { after: past.to, limit: PAGE });
    return this.reads(session, (current) => withNewer(current, newer));
  }

  async readAt(session: SessionId, seq: number): Promise<boolean> {
    const view = this.sessions.get(session);
    if (!view?.state || seq < 1 || seq > view.state.head.seq) return false;
    const { from, to } = shownTranscript(view);
    if (seq >= from && seq <= to) return true;
    const after = Math.max(0, seq - 1 - PAGE / 2);
    const page = await this.options.fetchEvents(session, { after, limit: PAGE });
    return this.reads(session, (current) => withPage(current, page));
  }

  follow(session: SessionId, following: boolean): void {
    this.reads(session, (view) => withFollowing(view, following));
  }

  readNewest(session: SessionId): void {
    this.reads(session, withNewest);
  }

  /** Whether that changed what is read. */
  private reads(session: SessionId, change: (view: SessionView) => SessionView): boolean {
    const before = this.sessions.get(session);
    if (!before) return false;
    const after = change(before);
    if (after !== before) this.sessions.update(session, () => after);
    return after !== before;
  }

  async submit(session: SessionId, body: CommandBody): Promise<CommandId> {
    const id = this.options.newId() as CommandId; // a fresh UUID is a command id by being used as one
    await this.deliverer.submit({ id, session, body });
    return id;
  }

  withdraw(id: CommandId): Promise<boolean> {
    return this.deliverer.withdraw(id);
  }

  ask<Kind extends QueryKind>(machine: MachineId, query: Extract<Query, { kind: Kind }>): Promise<ReplyOf<Kind>> {
    return this.queries.ask(machine, query);
  }

  private parse(text: string): HubToClient {
    const frame = this.options.parse(text);
    this.payment.weigh(frame, text);
    return frame;
  }

  private onPhase(phase: LinkPhase): void {
    const wasOpen = this.connected.phase.phase === 'open';
    this.connected = { ...this.connected, phase };
    if (wasOpen && phase.phase !== 'open') {
      this.sessions.disconnected();
      this.queries.failAll();
    }
    this.changed();
  }

  private receive(frame: HubToClient): void {
    switch (frame.type) {
      case 'welcome':
        this.welcomed(frame);
        return;
      case 'pong':
        this.connected = { ...this.connected, ages: frame.ages, agesAt: this.options.clock.now() };
        break;
      case 'overview':
      case 'session-changed':
      case 'session-removed':
      case 'machine-changed':
        this.all = applyOverview(this.all, frame);
        break;
      case 'command-stored':
      case 'command-delivered':
      case 'command-refused':
        this.deliverer.onFrame(frame);
        return;
      case 'reply':
      case 'query-refused':
        this.queries.onFrame(frame);
        return;
      case 'bye':
      case 'ping':
        return; // the link's own
      default:
        this.sessions.onFrame(frame);
        this.pay(frame);
    }
    this.changed();
  }

  private welcomed({ hub, you }: Extract<HubToClient, { type: 'welcome' }>): void {
    this.connected = { ...this.connected, hub, you };
    this.payment.reset();
    if (this.looking !== null) this.link.send({ type: 'looking', session: this.looking });
    this.sessions.resubscribe();
    this.deliverer.resend();
    this.changed();
  }

  private pay(frame: HubToClient): void {
    const bytes = this.payment.applied(frame);
    if (bytes > 0) this.link.send({ type: 'credit', bytes });
  }

  private changed(): void {
    if (this.notifying) return;
    this.notifying = true;
    queueMicrotask(() => {
      this.notifying = false;
      for (const listener of this.listeners) listener();
    });
  }
}

/** True for what `post`, `ask` and the hub reject with. */
export function isWireError(error: unknown): error is WireError {
  return typeof error === 'object' && error !== null && 'code' in error && 'error' in error;
}
