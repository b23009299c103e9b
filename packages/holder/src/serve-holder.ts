import { chmodSync, lstatSync, mkdirSync, unlinkSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { Held } from './held-process.ts';
import { LineSplitter } from './lines.ts';
import type { FromHolder, ToHolder } from './wire.ts';

/**
 * The holder: owns the stdin and stdout of every Claude process on this machine, so that the runner can crash, be upgraded
 * or be killed and no turn ends. It serves one runner at a time over a unix socket that only its owner can open.
 */
export interface HolderOptions {
  readonly socket: string;
  readonly spool: string;
  /** Without a runner for so long, and with nothing under way, it ends. */
  readonly lingerMs: number;
  readonly onIdle: () => void;
}

/** Resolves when it listens; rejects when another holder serves the socket or the directory is open to others. */
export async function serveHolder(options: HolderOptions): Promise<{ close(): Promise<void> }> {
  privateDirectory(dirname(options.socket));
  privateDirectory(options.spool);
  const holder = new Holder(options);
  await listen(holder.server, options.socket);
  return { close: () => holder.close() };
}

class Holder {
  readonly server: Server;
  private readonly held = new Map<string, Held>();
  private runner: Socket | null = null;
  private linger: NodeJS.Timeout | null = null;
  private readonly options: HolderOptions;

  constructor(options: HolderOptions) {
    this.options = options;
    this.server = createServer((socket) => this.accept(socket));
    this.startLinger();
  }

  async close(): Promise<void> {
    if (this.linger) clearTimeout(this.linger);
    this.server.close();
    this.runner?.destroy();
    await Promise.all([...this.held.values()].map((process) => process.stop(GRACE_MS)));
  }

  private accept(socket: Socket): void {
    const lines = new LineSplitter((line) => this.receive(socket, line));
    socket.on('data', (chunk: Buffer) => lines.push(chunk));
    socket.on('error', () => {});
    socket.once('close', () => {
      if (this.runner !== socket) return;
      this.runner = null;
      for (const process of this.held.values()) process.stopReading();
      this.startLinger();
    });
  }

  private receive(socket: Socket, line: string): void {
    let order: ToHolder;
    try {
      order = JSON.parse(line);
    } catch {
      socket.destroy();
      return;
    }
    if (order.op === 'hello') this.welcome(socket);
    else if (socket === this.runner) void this.obey(order);
    else socket.destroy();
  }

  /** The newest runner is the one; an older connection is cut so that two never write to one Claude. */
  private welcome(socket: Socket): void {
    const former = this.runner;
    this.runner = socket;
    if (former && former !== socket) former.destroy();
    if (this.linger) clearTimeout(this.linger);
    this.linger = null;
    for (const process of this.held.values()) process.stopReading();
    this.send({ ev: 'hello', processes: [...this.held.values()].map((process) => process.describe()) });
  }

  private async obey(order: Exclude<ToHolder, { op: 'hello' }>): Promise<void> {
    if (order.op === 'spawn') return this.spawn(order);
    const { key } = order;
    const process = this.held.get(key);
    if (!process) return this.refuse(key, 'id' in order ? order.id : null, 'no such process');
    switch (order.op) {
      case 'read':
        return process.read(order.after, (frames, exit) => this.send({ ev: 'frames', key, frames, exit }));
      case 'write':
        return this.write(process, order);
      case 'ack':
        return process.ack(order.upTo);
      case 'stop':
        return process.stop(order.graceMs);
      case 'forget':
        if (!process.gone) return this.refuse(key, null, 'still running');
        process.forget();
        this.held.delete(key);
    }
  }

  private async spawn(order: Extract<ToHolder, { op: 'spawn' }>): Promise<void> {
    const former = this.held.get(order.key);
    if (former && !former.gone) return this.refuse(order.key, null, 'already running');
    former?.forget();
    try {
      const process = await Held.start(order, join(this.options.spool, `${safeName(order.key)}.spool`));
      this.held.set(order.key, process);
      this.send({ ev: 'spawned', key: order.key, pid: process.pid });
    } catch (error) {
      this.refuse(order.key, null, messageOf(error));
    }
  }

  private async write(process: Held, { key, id, line }: Extract<ToHolder, { op: 'write' }>): Promise<void> {
    try {
      await process.write(id, line);
      this.send({ ev: 'written', key, id });
    } catch (error) {
      this.refuse(key, id, messageOf(error));
    }
  }

  private refuse(key: string, id: string | null, error: string): void {
    this.send({ ev: 'refused', key, id, error });
  }

  private send(frame: FromHolder): void {
    if (this.runner?.writable) this.runner.write(`${JSON.stringify(frame)}\n`);
  }

  private startLinger(): void {
    if (this.linger) clearTimeout(this.linger);
    this.linger = setTimeout(() => {
      if ([...this.held.values()].some((process) => process.matters)) this.startLinger();
      else void this.close().then(this.options.onIdle);
    }, this.options.lingerMs);
  }
}

const GRACE_MS = 2_000;

function safeName(key: string): string {
  return key.replace(/[^A-Za-z0-9-]/g, '_');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function privateDirectory(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const { mode, uid } = lstatSync(path);
  if (uid !== process.getuid?.()) throw new Error(`${path} belongs to somebody else`);
  if ((mode & 0o077) !== 0) throw new Error(`${path} is open to others; it must have mode 0700`);
}

async function listen(server: Server, path: string): Promise<void> {
  try {
    await tryListen(server, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error; // listen errors are system errors
    if (await answers(path)) throw new Error(`another holder serves ${path}`);
    unlinkSync(path);
    await tryListen(server, path);
  }
  chmodSync(path, 0o600);
}

function tryListen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
