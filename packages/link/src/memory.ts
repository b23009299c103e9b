import type { Dial, Transport, TransportEvents } from './types.ts';

/**
 * A network in memory whose deliveries are under a test's control: everything sent waits until `deliver` is called, and a
 * cut loses what had not arrived. Order within one direction is kept, as in TCP.
 */
export interface MemoryNetwork {
  readonly dial: Dial;
  /** Delivers the oldest waiting text of one direction; false when nothing waits. */
  deliver(direction: Direction): boolean;
  /** Delivers everything, and what is sent meanwhile. */
  flush(): void;
  waiting(direction: Direction): number;
  /** Breaks every connection: both ends hear of it, waiting texts are lost. */
  cut(): void;
  /** While refused, dialling fails. */
  refuse(refused: boolean): void;
}

export type Direction = 'to-server' | 'to-client';

interface Pipe {
  readonly toServer: string[];
  readonly toClient: string[];
  readonly client: TransportEvents;
  server: TransportEvents | null;
  open: boolean;
}

/** `accept` gets each new connection's server end; it must call `open` with its events, synchronously. */
export function memoryNetwork(accept: (open: (events: TransportEvents) => Transport) => void): MemoryNetwork {
  let pipes: Pipe[] = [];
  let refused = false;

  const dial: Dial = (client) => {
    if (refused) {
      queueMicrotask(() => client.onClose({ code: 1006, reason: 'refused' }));
      return { send: () => {}, close: () => {}, bufferedBytes: 0 };
    }
    const pipe: Pipe = { toServer: [], toClient: [], client, server: null, open: true };
    pipes = [...pipes.filter(({ open }) => open), pipe];
    queueMicrotask(() => {
      if (!pipe.open) return;
      client.onOpen();
      accept((events) => {
        pipe.server = events;
        return endOf(pipe, 'to-client');
      });
    });
    return endOf(pipe, 'to-server');
  };

  const deliver = (direction: Direction) => pipes.some((pipe) => deliverOne(pipe, direction));
  return {
    dial,
    deliver,
    flush: () => {
      while (deliver('to-server') || deliver('to-client'));
    },
    waiting: (direction) =>
      pipes.filter(({ open }) => open).reduce((sum, pipe) => sum + queueOf(pipe, direction).length, 0),
    cut: () => {
      for (const pipe of pipes) closePipe(pipe, { code: 1006, reason: 'cut' }, 'both');
    },
    refuse: (value) => {
      refused = value;
    },
  };
}

function queueOf(pipe: Pipe, direction: Direction): string[] {
  return direction === 'to-server' ? pipe.toServer : pipe.toClient;
}

/** The end of a pipe that sends in that direction. */
function endOf(pipe: Pipe, direction: Direction): Transport {
  const queue = queueOf(pipe, direction);
  return {
    send: (text) => {
      if (pipe.open) queue.push(text);
    },
    /** What was sent before still arrives, as over TCP. */
    close: (code, reason) => {
      while (pipe.open && queue.length > 0) deliverOne(pipe, direction);
      closePipe(pipe, { code, reason }, direction === 'to-client' ? 'client' : 'server');
    },
    get bufferedBytes() {
      return queue.reduce((sum, text) => sum + text.length, 0);
    },
  };
}

function deliverOne(pipe: Pipe, direction: Direction): boolean {
  if (!pipe.open) return false;
  const text = queueOf(pipe, direction).shift();
  if (text === undefined) return false;
  (direction === 'to-server' ? pipe.server : pipe.client)?.onText(text);
  return true;
}

function closePipe(pipe: Pipe, why: { code: number; reason: string }, tell: 'both' | 'client' | 'server'): void {
  if (!pipe.open) return;
  pipe.open = false;
  if (tell !== 'server') pipe.client.onClose(why);
  if (tell !== 'client') pipe.server?.onClose(why);
}
