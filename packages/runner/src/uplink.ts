import { type Clock, createLink, type Dial, type Link, type LinkPhase } from '@claude-remote/link';
import {
  type Event,
  type EventBody,
  type HubToRunner,
  hubToRunner,
  type LiveValue,
  MAX_RUNNER_FRAME_BYTES,
  type MachineId,
  parseFrame,
  type Query,
  RemoteError,
  type ReplyBody,
  type RunnerInfo,
  type RunnerToHub,
  runnerSigningText,
  runnerToHub,
  type SessionId,
  SPOKEN_VERSIONS,
  type StoredCommand,
  wireError,
} from '@claude-remote/protocol';
import type { Journals } from './journal/journals.ts';
import { CommandGap, type Supervisor } from './supervisor/supervisor.ts';
import { LiveBuffer } from './uplink-live.ts';
import { EventSender } from './uplink-sender.ts';

/**
 * The runner's one connection, outwards to its hub: journals up, commands down, queries answered. It tries for ever, and
 * nothing that the hub says or refuses ends a session. It decides nothing about sessions.
 */
export class Uplink {
  private readonly parts: UplinkParts;
  private readonly link: Link<RunnerToHub>;
  private readonly senders = new Map<SessionId, EventSender>();
  private readonly live: LiveBuffer;
  private info: RunnerInfo;
  /** What the hub of this connection was told; a change while its welcome is on the way is told after it. */
  private toldInfo: RunnerInfo | null = null;
  private lastPhase: LinkPhase['phase'] = 'idle';
  private stopped = false;
  /** The hub is asked for what it has beyond the journals; null when it need not be, or has said everything. */
  private missing: Missing | null;
  /** Raised with each hello: what an earlier connection said late does not end the asking of this one. */
  private hellos = 0;

  constructor(parts: UplinkParts) {
    this.parts = parts;
    this.info = parts.info;
    this.missing = parts.behind ? newMissing() : null;
    this.live = new LiveBuffer(parts.clock, (session, values) => {
      return this.link.bufferedBytes() < LIVE_BUFFER_BYTES && this.link.send({ type: 'live', session, values });
    });
    this.link = createLink<HubToRunner, RunnerToHub>({
      dial: parts.dial,
      parse: (text) => parseFrame(hubToRunner, text, MAX_RUNNER_FRAME_BYTES),
      makeHello: (challenge) => this.hello(challenge),
      challenged: true,
      makePing: (n) => ({ type: 'ping', n }),
      makePong: (n) => ({ type: 'pong', n }),
      onFrame: (frame) => this.receive(frame),
      onPhase: (phase) => this.phaseChanged(phase),
      clock: parts.clock,
      random: parts.random,
    });
  }

  start(): void {
    this.link.start();
  }

  /** Something says that the hub may be there now. */
  lookForHub(): void {
    this.link.probe();
    this.link.start(); // dials where the hub had ended the link for good
  }

  stop(): void {
    this.stopped = true;
    this.link.stop();
  }

  /** Resolves when everything that the hub has of the sessions of this machine is in their journals. */
  complete(): Promise<void> {
    return this.missing?.back ?? Promise.resolve();
  }

  /** New events of a session may be sent. */
  eventsRecorded(session: SessionId, bodies: readonly EventBody[]): void {
    for (const body of bodies) this.live.clearBy(session, body);
    if (this.link.phase().phase === 'open') this.sender(session)?.flush();
  }

  showLive(session: SessionId, values: readonly LiveValue[]): void {
    if (this.link.phase().phase === 'open') this.live.add(session, values);
  }

  describe(change: Partial<RunnerInfo>): void {
    this.info = { ...this.info, ...change };
    this.tellInfo();
  }

  private tellInfo(): void {
    const { info } = this;
    if (info !== this.toldInfo && this.link.send({ type: 'info', info })) this.toldInfo = info;
  }

  private hello(challenge: HubToRunner | null): RunnerToHub {
    if (challenge?.type !== 'challenge') throw new Error('the hub did not begin with a challenge');
    const { machine, hub, epoch, journals } = this.parts;
    // A signature names its hub; one made for another could be used there.
    if (challenge.hub !== hub) throw new Error(`this is hub ${challenge.hub}, not ${hub}`);
    this.hellos++;
    this.toldInfo = this.info;
    const signed = this.parts.sign(runnerSigningText({ hub, machine, nonce: challenge.nonce, epoch }));
    return {
      type: 'hello',
      versions: SPOKEN_VERSIONS,
      machine,
      epoch,
      signature: signed,
      info: this.info,
      // Only what is synced: what the hub believes to be here must be here after a crash, too.
      sessions: journals.all().map(({ session, synced }) => ({ session, ...synced })),
      ...(this.missing && { behind: true }),
    };
  }

  private receive(frame: HubToRunner): void {
    switch (frame.type) {
      case 'welcome':
        this.welcomed(new Map(frame.stored.map(({ session, seq }) => [session, seq])));
        return;
      case 'stored':
        this.sender(frame.session)?.stored(frame.seq);
        return;
      case 'missed':
        this.takeBack(frame.session, frame.events);
        return;
      case 'missed-end':
        void this.endMissing();
        return;
      case 'resend':
        this.sender(frame.session)?.resend(frame.seq);
        return;
      case 'commands':
        void this.takeCommands(frame.session, frame.commands);
        return;
      case 'query':
        void this.answer(frame.id, frame.query);
        return;
      case 'watched':
        this.live.watched(frame.session, frame.watched);
        return;
      case 'forget':
        void this.forget(frame.session);
        return;
      case 'challenge':
      case 'ping':
      case 'pong':
      case 'bye':
        return; // the link's own
    }
  }

  private welcomed(stored: ReadonlyMap<SessionId, number>): void {
    this.tellInfo();
    for (const journal of this.parts.journals.all()) {
      this.sender(journal.session)?.connected(stored.get(journal.session) ?? 0);
    }
  }

  private takeBack(session: SessionId, events: readonly Event[]): void {
    const journal = this.parts.journals.find(session);
    if (!this.missing || !journal) return;
    const took = journal.takeBack(events).then(
      () => this.sender(session)?.tookBack(),
      (error: unknown) => this.parts.onTrouble('take back events', error),
    );
    this.missing.taking.push(took);
  }

  private async endMissing(): Promise<void> {
    const { missing, hellos } = this;
    if (!missing) return;
    await Promise.all(missing.taking);
    if (hellos !== this.hellos || !this.missing) return;
    this.missing = null;
    missing.done();
  }

  private async takeCommands(session: SessionId, commands: readonly StoredCommand[]): Promise<void> {
    try {
      const cseq = await this.parts.supervisor.takeCommands(session, commands);
      this.link.send({ type: 'delivered', session, cseq });
    } catch (error) {
      this.parts.onTrouble('take commands', error);
      if (!(error instanceof CommandGap) || this.stopped) return;
      // The hello of a new connection says from where on commands are missing.
      this.link.stop();
      this.link.start();
    }
  }

  private async forget(session: SessionId): Promise<void> {
    this.senders.delete(session);
    try {
      await this.parts.supervisor.forget(session);
    } catch (error) {
      this.parts.onTrouble(`forget ${session}`, error); // the hub says it again with the next connection
    }
    this.senders.delete(session);
  }

  private async answer(id: string, query: Query): Promise<void> {
    try {
      const reply: RunnerToHub = { type: 'reply', id, reply: await this.parts.answer(query) };
      // What the hub would refuse would end the connection of every session here.
      parseFrame(runnerToHub, JSON.stringify(reply), MAX_RUNNER_FRAME_BYTES);
      this.link.send(reply);
    } catch (error) {
      if (!(error instanceof RemoteError)) this.parts.onTrouble(`answer ${query.kind}`, error);
      const refused = error instanceof RemoteError ? error.toWire() : wireError('internal', { ref: query.kind });
      this.link.send({ type: 'query-refused', id, error: refused });
    }
  }

  private sender(session: SessionId): EventSender | null {
    const known = this.senders.get(session);
    if (known) return known;
    const journal = this.parts.journals.find(session);
    if (!journal) return null;
    const made = new EventSender(journal, {
      ready: () => this.link.phase().phase === 'open' && this.link.bufferedBytes() < EVENT_BUFFER_BYTES,
      send: (of, events) => this.link.send({ type: 'events', session: of, events }),
      onTrouble: this.parts.onTrouble,
    });
    this.senders.set(session, made);
    return made;
  }

  /** A hub that refuses this machine may change its mind (a key is enrolled, a twin goes away): ask again, rarely. */
  private phaseChanged(phase: LinkPhase): void {
    // The link also tells every heartbeat; only a change of phase is news.
    if (phase.phase !== this.lastPhase) this.parts.onPhase(phase);
    this.lastPhase = phase.phase;
    if (phase.phase !== 'ended') return;
    this.parts.clock.timer(REFUSED_RETRY_MS, () => {
      if (!this.stopped) this.link.start();
    });
  }
}

/** Bytes in the socket above which events wait in the journal; a stalled link then holds little memory. */
const EVENT_BUFFER_BYTES = 4 * 1024 * 1024;
/** Live values are worth less than the events behind them: they wait much sooner. */
const LIVE_BUFFER_BYTES = 256 * 1024;
const REFUSED_RETRY_MS = 30_000;

interface Missing {
  readonly back: Promise<void>;
  readonly done: () => void;
  /** What is on its way to the journals. */
  readonly taking: Promise<void>[];
}

function newMissing(): Missing {
  let done = (): void => {};
  const back = new Promise<void>((resolve) => {
    done = resolve;
  });
  return { back, done, taking: [] };
}

export interface UplinkParts {
  readonly dial: Dial;
  readonly machine: MachineId;
  /** The only hub that this runner talks to. */
  readonly hub: string;
  readonly epoch: number;
  /** base64 Ed25519 signature by the machine's key. */
  readonly sign: (text: string) => string;
  readonly info: RunnerInfo;
  /** The hub may have events that a power cut took from the journals. */
  readonly behind: boolean;
  readonly journals: Journals;
  readonly supervisor: Supervisor;
  readonly answer: (query: Query) => Promise<ReplyBody>;
  readonly onPhase: (phase: LinkPhase) => void;
  readonly onTrouble: (what: string, error: unknown) => void;
  readonly clock: Clock;
  readonly random: () => number;
}
