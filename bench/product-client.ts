import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { basic } from '../packages/testkit/src/http.ts';
import type { Product } from '../packages/testkit/src/product.ts';
import { type Frame, type FrameSocket, openFrames } from './socket.ts';

/** A client of the product as bare as the raw relay's viewer: it says what the protocol demands and keeps nothing. */
export interface ProductClient {
  readonly socket: FrameSocket;
  /** Submits a command; resolves as soon as it was sent. */
  submit(session: string, body: object): string;
  /** Makes a session, follows it, and resolves when Claude may be prompted. */
  startSession(): Promise<string>;
}

export interface Reach {
  readonly url: string;
  readonly ca: string;
  readonly authorization: string;
}

export function reachOf(product: Product): Reach {
  return {
    url: `${product.url.replace(/^http/, 'ws')}/ws`,
    ca: readFileSync(join(product.dataDir, 'certs', 'ca.crt'), 'utf8'),
    authorization: basic(product.user, product.password),
  };
}

const HELLO = { type: 'hello', versions: [1, 1], client: { name: 'bench', version: '1' } };

export async function connectClient(reach: Reach, onFrame: (frame: Frame) => void = () => {}): Promise<ProductClient> {
  const socket = await openFrames(reach.url, {
    ...reach,
    onFrame: (frame, text) => {
      onFrame(frame);
      if (frame.type === 'ping') socket.send({ ...frame, type: 'pong' });
      // What was taken in is paid for, as the client package does.
      if (frame.type === 'events' || frame.type === 'live')
        socket.send({ type: 'credit', bytes: Buffer.byteLength(text) });
    },
  });
  const welcomed = socket.next((frame) => (frame.type === 'welcome' ? true : undefined));
  socket.send(HELLO);
  await welcomed;
  const submit = (session: string, body: object) => {
    const id = randomUUID();
    socket.send({ type: 'command', command: { id, session, body } });
    return id;
  };
  return {
    socket,
    submit,
    startSession: async () => {
      const session = randomUUID();
      const stored = socket.next((frame) => (frame.type === 'command-stored' ? true : undefined));
      submit(session, { kind: 'start', machine: 'local' });
      await stored;
      const begun = socket.next((frame) => (frame.type === 'snapshot' ? true : undefined));
      socket.send({ type: 'subscribe', session });
      await begun;
      return session;
    },
  };
}

/** Resolves when the turn of that prompt ended. */
export function turnEnded({ socket }: ProductClient, command: string): Promise<true> {
  return socket.next((frame) =>
    frame.events?.some(({ body }) => body.kind === 'turn-ended' && body.command === command) ? true : undefined,
  );
}
