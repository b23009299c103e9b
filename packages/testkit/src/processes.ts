import { type ChildProcess, spawn } from 'node:child_process';

/** Children that a test started, with what they printed; only these are ever ended. */
export interface Started {
  readonly process: ChildProcess;
  readonly pid: number;
  /** Everything printed so far, stdout and stderr together. */
  output(): string;
  /** Resolves with the first match in the output so far or later; rejects when the process ends without it. */
  waitFor(pattern: RegExp): Promise<RegExpMatchArray>;
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Sends a signal (default SIGTERM) and resolves when the process is gone. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

export interface StartOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** Starts a program with exactly the environment given. */
export function startProcess(file: string, args: readonly string[], options: StartOptions): Started {
  const child = spawn(file, args, { cwd: options.cwd, env: { ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  const listeners = new Set<() => void>();
  const grow = (chunk: Buffer) => {
    text += chunk.toString();
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', grow);
  child.stderr.on('data', grow);
  let ended = false;
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      ended = true;
      resolve({ code, signal });
      for (const listener of listeners) listener();
    });
  });
  const waitFor = (pattern: RegExp) =>
    new Promise<RegExpMatchArray>((resolve, reject) => {
      const look = () => {
        const match = text.match(pattern);
        if (match) resolve(match);
        else if (ended) reject(new Error(`${file} ended without ${pattern}:\n${text}`));
        else return;
        listeners.delete(look);
      };
      listeners.add(look);
      look();
    });
  const end = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (!ended) child.kill(signal);
    await exited;
  };
  return { process: child, pid: child.pid ?? -1, output: () => text, waitFor, exited, end };
}
