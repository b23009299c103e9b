import { initialLink, type LinkEffect, type LinkInput, type LinkState, stepLink } from './machine.ts';
import type { Clock, Dial, Frame, LinkPhase, Transport } from './types.ts';

/** The dialling side of a link: runs the state machine with a transport, timers and frames. */
export interface Link<Out extends Frame> {
  start(): void;
  /** Hangs up and stays down until `start`. */
  stop(): void;
  /** False when the link is not open; nothing is kept, what must not be lost is somebody else's log. */
  send(frame: Out): boolean;
  /** After sleep, `online` or becoming visible: decide within a second whether the link lives, or dial at once. */
  probe(): void;
  phase(): LinkPhase;
  bufferedBytes(): number;
}

export interface LinkOptions<In extends Frame, Out extends Frame> {
  readonly dial: Dial;
  /** Throws for anything that is not a frame of the peer's. */
  readonly parse: (text: string) => In;
  /** The first frame we send; gets the peer's challenge when `challenged`, else null. */
  readonly makeHello: (challenge: In | null) => Out | Promise<Out>;
  /** The peer speaks first. */
  readonly challenged: boolean;
  readonly makePing: (n: number) => Out;
  readonly makePong: (n: number) => Out;
  /** Every frame but ping and challenge. `welcome` comes first, when sending is possible already. */
  readonly onFrame: (frame: In) => void;
  readonly onPhase: (phase: LinkPhase) => void;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

export function createLink<In extends Frame, Out extends Frame>(options: LinkOptions<In, Out>): Link<Out> {
  return new Endpoint(options);
}

/** What every dialect has in common; everything else is the program's own. */
interface Known {
  readonly type: string;
  readonly n?: unknown;
  readonly retry?: unknown;
  readonly error?: { readonly code?: unknown; readonly error?: unknown };
}

/** What belongs before the link is open, and nowhere else. */
const GREETING: ReadonlySet<string> = new Set(['challenge', 'welcome']);

class Endpoint<In extends Frame, Out extends Frame> implements Link<Out> {
  private state: LinkState = initialLink();
  private transport: Transport | null = null;
  private cancelTimer: () => void = () => {};
  private readonly options: LinkOptions<In, Out>;

  constructor(options: LinkOptions<In, Out>) {
    this.options = options;
  }

  start(): void {
    this.input({ type: 'start' });
  }

  stop(): void {
    this.input({ type: 'stop' });
    this.cancelTimer();
  }

  probe(): void {
    this.input({ type: 'probe' });
  }

  phase(): LinkPhase {
    return this.state.phase;
  }

  bufferedBytes(): number {
    return this.transport?.bufferedBytes ?? 0;
  }

  send(frame: Out): boolean {
    if (this.state.phase.phase !== 'open' || !this.transport) return false;
    this.transport.send(JSON.stringify(frame));
    return true;
  }

  private input(input: LinkInput): void {
    const { now } = this.options.clock;
    const before = this.state.phase;
    const { state, effects } = stepLink(this.state, input, { now: now(), random: this.options.random() });
    this.state = state;
    for (const effect of effects) this.run(effect);
    if (this.state.phase !== before && state === this.state) this.options.onPhase(state.phase);
  }

  private run(effect: LinkEffect): void {
    switch (effect.do) {
      case 'dial':
        this.dial(effect.connection);
        return;
      case 'hang-up':
        this.transport?.close(1000, 'bye');
        this.transport = null;
        return;
      case 'handshake':
        if (!this.options.challenged) void this.hello(effect.connection, null);
        return;
      case 'ping':
        this.transport?.send(JSON.stringify(this.options.makePing(effect.n)));
        return;
      case 'wake':
        this.cancelTimer();
        this.cancelTimer = this.options.clock.timer(Math.max(0, effect.at - this.options.clock.now()), () =>
          this.input({ type: 'tick' }),
        );
    }
  }

  private dial(connection: number): void {
    this.transport = this.options.dial({
      onOpen: () => this.input({ type: 'opened', connection }),
      onText: (text) => this.receive(connection, text),
      onClose: ({ code, reason }) => this.input({ type: 'closed', connection, reason: reason || `closed (${code})` }),
    });
  }

  private async hello(connection: number, challenge: In | null): Promise<void> {
    try {
      const frame = await this.options.makeHello(challenge);
      if (connection === this.state.connection) this.transport?.send(JSON.stringify(frame));
    } catch (error) {
      this.input({ type: 'closed', connection, reason: error instanceof Error ? error.message : String(error) });
    }
  }

  private receive(connection: number, text: string): void {
    if (connection !== this.state.connection) return;
    let frame: In;
    try {
      frame = this.options.parse(text);
    } catch (error) {
      const reason = `unreadable frame: ${error instanceof Error ? error.message : String(error)}`;
      this.input({ type: 'closed', connection, reason });
      return;
    }
    this.dispatch(connection, frame);
  }

  private dispatch(connection: number, frame: In): void {
    const known: Known = frame;
    const greeting = GREETING.has(known.type);
    if (known.type !== 'bye' && known.type !== 'ping' && greeting !== (this.state.phase.phase === 'handshaking')) {
      this.input({ type: 'closed', connection, reason: `${known.type} out of turn` });
      return;
    }
    switch (known.type) {
      case 'challenge':
        this.input({ type: 'heard', connection });
        if (this.options.challenged) void this.hello(connection, frame);
        return;
      case 'ping':
        this.input({ type: 'heard', connection });
        this.transport?.send(JSON.stringify(this.options.makePong(Number(known.n))));
        return;
      case 'pong':
        this.input({ type: 'pong', connection, n: Number(known.n) });
        break;
      case 'welcome':
        this.input({ type: 'welcomed', connection });
        break;
      case 'bye':
        this.bye(connection, known);
        return;
      default:
        this.input({ type: 'heard', connection });
    }
    this.options.onFrame(frame);
  }

  private bye(connection: number, { error, retry }: Known): void {
    const reason = String(error?.error ?? 'the other side closed the link');
    if (retry === false) this.input({ type: 'refused', connection, code: String(error?.code ?? 'internal'), reason });
    else this.input({ type: 'closed', connection, reason });
  }
}
