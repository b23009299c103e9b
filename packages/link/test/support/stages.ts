import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { MAX_CLIENT_FRAME_BYTES } from '@claude-remote/protocol';
import { WebSocket, WebSocketServer } from 'ws';
import { type VirtualClock, virtualClock } from '../../../testkit/src/virtual-clock.ts';
import {
  type Dial,
  dialWebSocket,
  memoryNetwork,
  type Transport,
  type TransportEvents,
  transportOf,
} from '../../src/index.ts';

export type Open = (events: TransportEvents) => Transport;

/** Two ends of a network, its clock in the test's hand. `accept` is what the server does with a new connection. */
export interface Stage {
  readonly clock: VirtualClock;
  readonly dial: Dial;
  accept: (open: Open) => void;
  /** Brings along what is under way, where the network does not do that by itself. */
  deliver(): void;
  cut(): void;
  /** Connections that the server was offered so far. */
  accepted(): number;
  end(): Promise<void>;
}

export async function memoryStage(): Promise<Stage> {
  let count = 0;
  const network = memoryNetwork((open) => {
    count++;
    stage.accept(open);
  });
  const stage: Stage = {
    clock: virtualClock(),
    dial: network.dial,
    accept: () => {},
    deliver: () => network.flush(),
    cut: () => network.cut(),
    accepted: () => count,
    end: async () => network.cut(),
  };
  return stage;
}

export async function websocketStage(): Promise<Stage & { readonly url: string }> {
  let count = 0;
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, maxPayload: 2 * MAX_CLIENT_FRAME_BYTES });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a path
  const url = `ws://127.0.0.1:${port}`;
  server.on('connection', (socket) => {
    count++;
    stage.accept((events) => transportOf(socket, events));
  });
  const cut = () => {
    for (const socket of server.clients) socket.terminate();
  };
  const stage = {
    url,
    clock: virtualClock(),
    dial: dialWebSocket(() => new WebSocket(url)),
    accept: (_: Open) => {},
    deliver: () => {},
    cut,
    accepted: () => count,
    end: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
  return stage;
}
