import type { Dial, Transport, TransportEvents } from './types.ts';

/** The part of a WebSocket that both browsers and the `ws` package have. */
interface Socket {
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { code: number; reason: string }) => void): void;
}

const OPEN = 1;

/** A transport over a websocket that `connect` opens (browser: `() => new WebSocket(url)`; Node: the `ws` package). */
export function dialWebSocket(connect: () => Socket): Dial {
  return (events) => {
    try {
      return transportOf(connect(), events);
    } catch (error) {
      return failed(events, error);
    }
  };
}

/** A transport over a socket that exists already, e.g. one that a server accepted. */
export function transportOf(socket: Socket, events: TransportEvents): Transport {
  let closed = false;
  const close = (why: { code: number; reason: string }) => {
    if (closed) return;
    closed = true;
    events.onClose(why);
  };
  socket.addEventListener('open', () => events.onOpen());
  socket.addEventListener('message', ({ data }) => {
    if (closed) return;
    if (typeof data === 'string') return events.onText(data);
    socket.close(1003, 'text only');
    close({ code: 1003, reason: 'text only' });
  });
  socket.addEventListener('error', () => {}); // a close always follows, with the reason
  socket.addEventListener('close', ({ code, reason }) => close({ code, reason }));
  return {
    send: (text) => {
      if (socket.readyState === OPEN) socket.send(text);
    },
    /** Hears nothing more, not even the close: a peer that is gone never answers the closing handshake. */
    close: (code, reason) => {
      closed = true;
      socket.close(code, reason);
    },
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
  };
}

function failed(events: TransportEvents, error: unknown): Transport {
  const reason = error instanceof Error ? error.message : String(error);
  queueMicrotask(() => events.onClose({ code: 1006, reason }));
  return { send: () => {}, close: () => {}, bufferedBytes: 0 };
}
