import { type ChildProcess, spawn } from 'node:child_process';
import { LineSplitter } from './lines.ts';
import { MARKER, signalTree } from './process-tree.ts';
import { Spool } from './spool.ts';
import type { Exit, HeldFrame, HeldProcess, ToHolder } from './wire.ts';

/** One Claude process: its pipes, its unread output, what it still waits for. Decides nothing about what the lines mean. */
export class Held {
  readonly key: string;
  readonly pid: number;
  private exit: Exit | null = null;
  private busy = false;
  private stderr = '';
  private readonly child: ChildProcess;
  private readonly spool: Spool;
  private readonly unanswered = new Map<string, string>();
  private readonly written = new Set<string>();
  private readonly answered = new Set<string>();
  private waiting: (() => void) | null = null;
  private blocked: string[] = [];
  private readonly exited: Promise<void>;

  /** Rejects when the program cannot be started. */
  static start(order: Extract<ToHolder, { op: 'spawn' }>, spoolPath: string): Promise<Held> {
    const { file, args, env, cwd, key } = order;
    return new Promise((resolve, reject) => {
      const child = spawn(file, args, {
        cwd,
        env: { ...env, [MARKER]: key },
        detached: true,
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      child.once('error', reject);
      child.once('spawn', () => {
        child.removeListener('error', reject);
        child.on('error', () => {}); // a failed signal; the exit tells
        resolve(new Held(key, child, spoolPath));
      });
    });
  }

  private constructor(key: string, child: ChildProcess, spoolPath: string) {
    this.key = key;
    this.pid = child.pid ?? -1;
    this.child = child;
    this.spool = new Spool(spoolPath);
    const lines = new LineSplitter((line) => this.onLine(line));
    child.stdout?.on('data', (chunk: Buffer) => lines.push(chunk));
    child.stdout?.once('end', () => lines.end());
    child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr = (this.stderr + chunk.toString()).slice(-STDERR_BYTES);
    });
    child.stdin?.on('error', () => {}); // the exit tells
    this.exited = this.watchExit();
  }

  describe(): HeldProcess {
    const { key, pid, exit } = this;
    return {
      key,
      pid,
      exit,
      acked: this.spool.acked,
      last: this.spool.lastNumber,
      unanswered: [...this.unanswered.values()],
      answered: [...this.answered],
    };
  }

  /** Whether ending it now would lose something: a turn under way or a person still to answer. */
  get matters(): boolean {
    return !this.exit && (this.busy || this.unanswered.size > 0);
  }

  get gone(): boolean {
    return this.exit !== null;
  }

  /** Calls back once there is something after `after`, with the exit when that was all. A newer read replaces an older. */
  read(after: number, answer: (frames: HeldFrame[], exit: Exit | null) => void): void {
    const look = () => {
      const frames = this.spool.read(after);
      if (frames.length === 0 && !this.exit) return false;
      answer(frames, frames.length === 0 ? this.exit : null);
      return true;
    };
    this.waiting = null;
    if (look()) return;
    this.waiting = () => {
      if (look()) this.waiting = null;
    };
  }

  stopReading(): void {
    this.waiting = null;
  }

  ack(upTo: number): void {
    this.spool.ack(Math.min(upTo, this.spool.lastNumber));
    this.unblock();
  }

  /** Resolves when stdin has the line; throws for what is not one line of JSON, which would end Claude. */
  async write(id: string, line: string): Promise<void> {
    if (this.written.has(id)) return;
    if (line.includes('\n')) throw new Error('more than one line');
    const frame: unknown = JSON.parse(line);
    if (this.exit || !this.child.stdin?.writable) throw new Error('the process is gone');
    this.written.add(id);
    this.note(frame);
    await new Promise<void>((resolve, reject) =>
      this.child.stdin?.write(`${line}\n`, (error) => (error ? reject(error) : resolve())),
    );
  }

  async stop(graceMs: number): Promise<void> {
    if (!this.exit) {
      this.child.stdin?.end();
      const soon = () => Promise.race([this.exited.then(() => true), wait(graceMs).then(() => false)]);
      if (!(await soon())) {
        signalTree(this.pid, this.key, 'SIGTERM');
        if (!(await soon())) signalTree(this.pid, this.key, 'SIGKILL');
      }
      await this.exited;
    }
    signalTree(this.pid, this.key, 'SIGKILL');
  }

  forget(): void {
    this.spool.remove();
  }

  private onLine(line: string): void {
    if (this.blocked.length > 0) this.blocked.push(line);
    else this.keep(line);
    if (this.blocked.length > 0 || this.spool.bytes > SPOOL_BYTES) this.child.stdout?.pause();
    this.waiting?.();
  }

  /** A disk that takes nothing stops the reading; the few lines that were read already wait in memory. */
  private keep(line: string): boolean {
    try {
      this.spool.append(line);
    } catch {
      this.blocked.push(line);
      setTimeout(() => this.unblock(), RETRY_MS).unref();
      return false;
    }
    this.noteOutput(line);
    return true;
  }

  private unblock(): void {
    const lines = this.blocked;
    this.blocked = [];
    while (lines.length > 0) {
      const line = lines.shift() ?? '';
      if (!this.keep(line)) {
        this.blocked.push(...lines);
        return;
      }
    }
    if (this.spool.bytes <= SPOOL_BYTES / 2) this.child.stdout?.resume();
    this.waiting?.();
  }

  /** Only the few kinds of line that matter here are parsed. */
  private noteOutput(line: string): void {
    if (line.includes('"type":"result"')) this.busy = false;
    if (!line.includes('"control_request"') && !line.includes('"control_cancel_request"')) return;
    const frame = parse(line);
    if (frame?.type === 'control_request' && frame.request_id) this.unanswered.set(frame.request_id, line);
    if (frame?.type === 'control_cancel_request' && frame.request_id) this.unanswered.delete(frame.request_id);
  }

  private note(frame: unknown): void {
    const { type, response } = (frame ?? {}) as { type?: unknown; response?: { request_id?: string } }; // foreign JSON, both optional
    if (type === 'user') this.busy = true;
    if (type !== 'control_response' || !response?.request_id) return;
    // What was answered by mistake or twice is no request of Claude's.
    if (this.unanswered.delete(response.request_id)) this.answered.add(response.request_id);
  }

  private watchExit(): Promise<void> {
    const { child } = this;
    return new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        const finish = () => {
          if (this.exit) return;
          this.exit = { code, signal, stderr: this.stderr, last: this.spool.lastNumber };
          resolve();
          this.waiting?.();
        };
        child.once('close', finish);
        setTimeout(finish, ORPHAN_MS).unref(); // a child of its own may hold the pipe open
      });
    });
  }
}

function parse(line: string): { type?: string; request_id?: string } | null {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

const STDERR_BYTES = 8 * 1024;
/** Unacknowledged output of one process before its pipe is left unread. */
const SPOOL_BYTES = 256 * 1024 * 1024;
const RETRY_MS = 500;
const ORPHAN_MS = 1_000;
