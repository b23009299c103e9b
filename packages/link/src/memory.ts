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

  const close = (pipe: Pipe, why: { code: number; reason: string }, tell: 'both' | 'client' | 'server') => {
    if (!pipe.open) return;
    pipe.open = false;
    pipes = pipes.filter((other) => other !== pipe);
    if (tell !== 'server') pipe.client.onClose(why);
    if (tell !== 'client') pipe.server?.onClose(why);
  };

  const end = (pipe: Pipe, queue: string[], peer: 'client' | 'server'): Transport => ({
    send: (text) => {
      if (pipe.open) queue.push(text);
    },
    close: (code, reason) => {
      while (pipe.open && queue.length > 0) deliverOne(pipe, peer === 'client' ? 'to-client' : 'to-server');
      close(pipe, { code, reason }, peer);
    },
    get bufferedBytes() {
      return queue.reduce((sum, text) => sum + text.length, 0);
    },
  });

  const deliverOne = (pipe: Pipe, direction: Direction): boolean => {
    const text = (direction === 'to-server' ? pipe.toServer : pipe.toClient).shift();
    if (text === undefined) return false;
    (direction === 'to-server' ? pipe.server : pipe.client)?.onText(text);
    return true;
  };

  const dial: Dial = (client) => {
    const pipe: Pipe = { toServer: [], toClient: [], client, server: null, open: true };
    if (refused) {
      queueMicrotask(() => client.onClose({ code: 1006, reason: 'refused' }));
      return { send: () => {}, close: () => {}, bufferedBytes: 0 };
    }
    pipes.push(pipe);
    queueMicrotask(() => {
      if (!pipe.open) return;
      client.onOpen();
      accept((events) => {
        pipe.server = events;
        return end(pipe, pipe.toClient, 'client');
      });
    });
    return end(pipe, pipe.toServer, 'server');
  };

  const deliver = (direction: Direction) => pipes.some((pipe) => deliverOne(pipe, direction));
  return {
    dial,
    deliver,
    flush: () => {
      while (deliver('to-server') || deliver('to-client'));
    },
    waiting: (direction) =>
      pipes.reduce((sum, pipe) => sum + (direction === 'to-server' ? pipe.toServer : pipe.toClient).length, 0),
    cut: () => {
      for (const pipe of [...pipes]) close(pipe, { code: 1006, reason: 'cut' }, 'both');
    },
    refuse: (value) => {
      refused = value;
    },
  };
}
