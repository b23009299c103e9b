import { connect, type Socket } from 'node:net';
import { LineSplitter } from './lines.ts';
import type { Exit, FromHolder, HeldFrame, HeldProcess, ToHolder } from './wire.ts';

/** A runner's connection to the holder. When it breaks every call under way rejects and `onClose` is called. */
export interface HolderClient {
  /** What the holder had at the time of connecting and nobody took over yet. */
  readonly processes: readonly HeldProcess[];
  /** Takes a process over, once; null when there is none of that key. */
  take(key: string): HeldProcess | null;
  spawn(order: Omit<Extract<ToHolder, { op: 'spawn' }>, 'op'>): Promise<{ pid: number }>;
  /** Waits for frames after `after`; an exit comes alone, after the last frame was read. */
  read(key: string, after: number): Promise<{ frames: readonly HeldFrame[]; exit: Exit | null }>;
  write(key: string, id: string, line: string): Promise<void>;
  ack(key: string, upTo: number): void;
  stop(key: string, graceMs: number): void;
  forget(key: string): void;
  close(): void;
}

export function connectHolder(path: string, onClose: () => void): Promise<HolderClient> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.removeListener('error', reject);
      const connection = new Connection(socket, { onReady: resolve, onClose });
      connection.send({ op: 'hello' });
    });
  });
}

interface Waiting {
  readonly promise: Promise<FromHolder>;
  resolve(frame: FromHolder): void;
  reject(error: Error): void;
}

class Connection implements HolderClient {
  processes: readonly HeldProcess[] = [];
  private readonly waiting = new Map<string, Waiting>();
  /** Acknowledgements that wait for the next frame, by process: the newest says what the others say. */
  private readonly acks = new Map<string, number>();
  private readonly socket: Socket;

  constructor(socket: Socket, on: { onReady(client: HolderClient): void; onClose(): void }) {
    this.socket = socket;
    const lines = new LineSplitter((line) => {
      const frame: FromHolder = JSON.parse(line);
      if (frame.ev !== 'hello') return this.settle(frame);
      this.processes = frame.processes;
      on.onReady(this);
    });
    socket.on('data', (chunk: Buffer) => lines.push(chunk));
    socket.on('error', () => {}); // close follows
    socket.once('close', () => {
      for (const { reject } of this.waiting.values()) reject(new Error('the holder is gone'));
      this.waiting.clear();
      on.onClose();
    });
  }

  take(key: string): HeldProcess | null {
    const held = this.processes.find((process) => process.key === key) ?? null;
    this.processes = this.processes.filter((process) => process !== held);
    return held;
  }

  async spawn(order: Omit<Extract<ToHolder, { op: 'spawn' }>, 'op'>): Promise<{ pid: number }> {
    const frame = await this.call(`spawn ${order.key}`, { op: 'spawn', ...order });
    if (frame.ev !== 'spawned') throw new Error(errorOf(frame));
    return { pid: frame.pid };
  }

  async read(key: string, after: number): Promise<{ frames: readonly HeldFrame[]; exit: Exit | null }> {
    const frame = await this.call(`read ${key}`, { op: 'read', key, after });
    if (frame.ev !== 'frames') throw new Error(errorOf(frame));
    return frame;
  }

  async write(key: string, id: string, line: string): Promise<void> {
    const frame = await this.call(`write ${key} ${id}`, { op: 'write', key, id, line });
    if (frame.ev !== 'written') throw new Error(errorOf(frame));
  }

  ack(key: string, upTo: number): void {
    // Nobody waits for it, while the events behind it are waited for: it goes out after them, or with the next frame.
    if (this.acks.size === 0) setImmediate(() => this.sendText(''));
    this.acks.set(key, upTo);
  }

  stop(key: string, graceMs: number): void {
    this.send({ op: 'stop', key, graceMs });
  }

  forget(key: string): void {
    this.send({ op: 'forget', key });
  }

  close(): void {
    this.sendText('');
    this.socket.destroy();
  }

  send(frame: ToHolder): void {
    this.sendText(`${JSON.stringify(frame)}\n`);
  }

  private sendText(text: string): void {
    let before = '';
    for (const [key, upTo] of this.acks) before += `${JSON.stringify({ op: 'ack', key, upTo } satisfies ToHolder)}\n`;
    this.acks.clear();
    if (before + text !== '') this.socket.write(before + text);
  }

  /** The same call again joins the one under way. */
  private call(name: string, frame: ToHolder): Promise<FromHolder> {
    const known = this.waiting.get(name);
    if (known) return known.promise;
    if (this.socket.destroyed) return Promise.reject(new Error('the holder is gone'));
    const { promise, resolve, reject } = deferred<FromHolder>();
    this.waiting.set(name, { promise, resolve, reject });
    this.send(frame);
    return promise;
  }

  private settle(frame: Exclude<FromHolder, { ev: 'hello' }>): void {
    for (const name of namesOf(frame)) {
      const waiting = this.waiting.get(name);
      if (!waiting) continue;
      this.waiting.delete(name);
      waiting.resolve(frame);
      return;
    }
  }
}

/** The calls that a frame may answer, in the order in which they are tried. */
function namesOf(frame: Exclude<FromHolder, { ev: 'hello' }>): string[] {
  switch (frame.ev) {
    case 'spawned':
      return [`spawn ${frame.key}`];
    case 'frames':
      return [`read ${frame.key}`];
    case 'written':
      return [`write ${frame.key} ${frame.id}`];
    case 'refused':
      return frame.id === null ? [`spawn ${frame.key}`, `read ${frame.key}`] : [`write ${frame.key} ${frame.id}`];
  }
}

function errorOf(frame: FromHolder): string {
  return frame.ev === 'refused' ? frame.error : `unexpected ${frame.ev}`;
}

function deferred<Value>(): { promise: Promise<Value>; resolve(value: Value): void; reject(error: Error): void } {
  let resolve: (value: Value) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<Value>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}
