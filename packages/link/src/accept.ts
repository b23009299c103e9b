import {
  type ErrorCode,
  HANDSHAKE_TIMEOUT_MS,
  HEARTBEAT_INTERVAL_MS,
  HEARTBEAT_TIMEOUT_MS,
  RemoteError,
  type WireError,
} from '@claude-remote/protocol';
import type { Clock, Frame, Transport, TransportEvents } from './types.ts';

/**
 * The accepting side of a link: one connection from its first byte to its end. It never redials; it refuses what does not
 * say hello in time, answers and sends heartbeats, and ends a silent peer. Who may connect was decided before.
 */
export interface AcceptedLink<Out extends Frame> {
  send(frame: Out): void;
  /** A frame that is serialised already, so that one text serves many viewers. */
  sendText(text: string): void;
  /** Says why, then closes. `retry` tells the peer whether coming back can help. */
  close(error: WireError, options: { retry: boolean }): void;
  /** Clock time of the last frame from the peer. */
  heardAt(): number;
  bufferedBytes(): number;
}

export interface AcceptOptions<In extends Frame, Out extends Frame> {
  /** Throws `RemoteError` for anything that is not a frame of the peer's. */
  readonly parse: (text: string) => In;
  /** Sent first, when the dialect begins with one. */
  readonly challenge?: Out;
  /** Decides about the hello; the returned welcome is sent before anything else. Throws `RemoteError` to refuse. */
  readonly onHello: (hello: In, link: AcceptedLink<Out>) => Promise<Out> | Out;
  /** Called after the welcome went out. */
  readonly onReady?: () => void;
  /** Every later frame but ping and pong. */
  readonly onFrame: (frame: In) => void;
  /** Once, however it ended. */
  readonly onClose: () => void;
  /** Something of ours broke over what the peer sent: the connection ended, the program goes on. */
  readonly onFault: (error: unknown) => void;
  readonly makePing: (n: number) => Out;
  readonly makePong: (n: number) => Out;
  readonly makeBye: (error: WireError, retry: boolean) => Out;
  readonly clock: Clock;
}

/** Errors after which the same peer may try again at once: they are about this moment, not about the peer. */
const RETRY: ReadonlySet<ErrorCode> = new Set(['shutting_down', 'storage_full', 'timeout', 'internal', 'rate_limited']);
/** Websocket close codes: policy, size, malformed. */
const CLOSE_CODES: Partial<Record<ErrorCode, number>> = { too_large: 1009, bad_frame: 1007, too_deep: 1007 };

/** Wires a fresh connection: give it to the transport as its events, with the transport itself. */
export function acceptLink<In extends Frame, Out extends Frame>(
  open: (events: TransportEvents) => Transport,
  options: AcceptOptions<In, Out>,
): AcceptedLink<Out> {
  return new Accepted(open, options);
}

type Phase = 'waiting-for-hello' | 'deciding' | 'open' | 'closed';

class Accepted<In extends Frame, Out extends Frame> implements AcceptedLink<Out> {
  private phase: Phase = 'waiting-for-hello';
  private heard: number;
  private pings = 0;
  private cancelTimer: () => void;
  private readonly transport: Transport;
  private readonly options: AcceptOptions<In, Out>;

  constructor(open: (events: TransportEvents) => Transport, options: AcceptOptions<In, Out>) {
    this.options = options;
    this.heard = options.clock.now();
    this.cancelTimer = options.clock.timer(HANDSHAKE_TIMEOUT_MS, () => this.refuse('timeout', HANDSHAKE_TIMEOUT_MS));
    this.transport = open({
      onOpen: () => {},
      onText: (text) => this.receive(text),
      onClose: () => this.ended(),
    });
    if (options.challenge) this.send(options.challenge);
  }

  send(frame: Out): void {
    this.sendText(JSON.stringify(frame));
  }

  sendText(text: string): void {
    if (this.phase !== 'closed') this.transport.send(text);
  }

  close(error: WireError, { retry }: { retry: boolean }): void {
    if (this.phase === 'closed') return;
    this.send(this.options.makeBye(error, retry));
    this.transport.close(CLOSE_CODES[error.code] ?? 1008, error.code);
    this.ended();
  }

  heardAt(): number {
    return this.heard;
  }

  bufferedBytes(): number {
    return this.transport.bufferedBytes;
  }

  private receive(text: string): void {
    if (this.phase === 'closed') return;
    this.heard = this.options.clock.now();
    try {
      this.dispatch(this.options.parse(text));
    } catch (error) {
      this.fail(error);
    }
  }

  private dispatch(frame: In): void {
    const known: { readonly type: string; readonly n?: unknown } = frame;
    if (this.phase === 'waiting-for-hello') {
      if (known.type !== 'hello') throw new RemoteError('bad_frame', { detail: 'the first message must be hello' });
      void this.greet(frame);
    } else if (this.phase === 'deciding')
      throw new RemoteError('bad_frame', { detail: 'a message before the welcome' });
    else if (known.type === 'ping') this.send(this.options.makePong(Number(known.n)));
    else if (known.type !== 'pong') this.options.onFrame(frame);
  }

  private async greet(hello: In): Promise<void> {
    this.phase = 'deciding';
    try {
      const welcome = await this.options.onHello(hello, this);
      if (!this.is('deciding')) return;
      this.phase = 'open';
      this.send(welcome);
      this.cancelTimer();
      this.beat();
      this.options.onReady?.();
    } catch (error) {
      this.fail(error);
    }
  }

  /** The phase can change while a promise is awaited; asking through a method keeps the compiler from assuming otherwise. */
  private is(phase: Phase): boolean {
    return this.phase === phase;
  }

  private beat(): void {
    this.cancelTimer = this.options.clock.timer(HEARTBEAT_INTERVAL_MS, () => {
      if (this.options.clock.now() - this.heard >= HEARTBEAT_TIMEOUT_MS)
        return this.refuse('timeout', HEARTBEAT_TIMEOUT_MS);
      this.send(this.options.makePing(++this.pings));
      this.beat();
    });
  }

  private refuse(code: 'timeout', ms: number): void {
    this.close(new RemoteError(code, { seconds: ms / 1000 }).toWire(), { retry: true });
  }

  private fail(error: unknown): void {
    const wire = error instanceof RemoteError ? error : new RemoteError('internal', { ref: 'link' });
    this.close(wire.toWire(), { retry: RETRY.has(wire.code) });
    if (!(error instanceof RemoteError)) this.options.onFault(error);
  }

  private ended(): void {
    if (this.phase === 'closed') return;
    this.phase = 'closed';
    this.cancelTimer();
    this.options.onClose();
  }
}
