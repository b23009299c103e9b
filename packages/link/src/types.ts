/** The words of this package. A link is one connection between two programs that comes back by itself; what was said on it is numbered by others. */

/** A frame is any JSON object with a type; `protocol` says which exist. */
export interface Frame {
  readonly type: string;
}

/** A pipe of whole text frames, in order, that may break at any time. Implemented by websocket and memory. */
export interface Transport {
  send(text: string): void;
  close(code: number, reason: string): void;
  /** Bytes handed to `send` that have not left this process. */
  readonly bufferedBytes: number;
}

export interface TransportEvents {
  onOpen(): void;
  onText(text: string): void;
  /** Once, also when the pipe never opened; not after our own `close`. */
  onClose(why: { code: number; reason: string }): void;
}

/** Opens a transport towards the peer. Must not throw: a failure is `onClose`. */
export type Dial = (events: TransportEvents) => Transport;

/** Monotonic time; only `main` and `testkit` make one. */
export interface Clock {
  /** Milliseconds since any fixed moment. */
  now(): number;
  /** Runs `fire` once after `ms`; the returned function cancels it. */
  timer(ms: number, fire: () => void): () => void;
}

/** Where a dialled link stands. Screens draw the line from this. */
export type LinkPhase =
  | { readonly phase: 'idle' }
  | { readonly phase: 'connecting'; readonly attempt: number }
  | { readonly phase: 'handshaking'; readonly attempt: number }
  /** `heardAt` and `roundTripMs` by the link's clock. */
  | { readonly phase: 'open'; readonly heardAt: number; readonly roundTripMs: number | null }
  | { readonly phase: 'waiting'; readonly attempt: number; readonly retryAt: number; readonly reason: string }
  /** The peer said `bye` without retry: trying again cannot help. */
  | { readonly phase: 'ended'; readonly code: string; readonly reason: string };
