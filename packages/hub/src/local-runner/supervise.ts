import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, renameSync, statSync } from 'node:fs';
import type { Clock } from '@claude-remote/link';
import { BACKOFF_FIRST_MS, BACKOFF_MAX_MS } from '@claude-remote/protocol';

/**
 * Keeps the runner of this machine running, as a process of its own: it outlives a crash of the hub, and Claude outlives
 * both. Only starts and stops it; they speak over the same link as any other machine.
 */
export interface LocalRunner {
  /** Resolves when the process is gone; Claude's processes stay with their holder. */
  stop(): Promise<void>;
}

export interface LocalRunnerOptions {
  /** Absolute path of the executable, and everything it is told. */
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly directory: string;
  readonly logFile: string;
  readonly clock: Clock;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly onExit: (how: { code: number | null; signal: string | null; retryMs: number }) => void;
}

/** A runner that lived this long was well: its next crash is tried again at once. */
const WELL_MS = 60_000;
/** Time to write its journal down before it is killed. */
const STOP_MS = 8_000;
const MAX_LOG_BYTES = 5 * 1024 * 1024;

export function superviseRunner(options: LocalRunnerOptions): LocalRunner {
  let attempt = 0;
  let stopping = false;
  let child: ChildProcess | null = null;
  let cancelRetry = () => {};

  const start = () => {
    const began = options.clock.now();
    const started = spawnRunner(options);
    child = started;
    let over = false;
    const ended = (code: number | null, signal: string | null) => {
      if (over) return;
      over = true;
      child = null;
      if (stopping) return;
      attempt = options.clock.now() - began > WELL_MS ? 0 : attempt + 1;
      const step = Math.min(BACKOFF_FIRST_MS * 2 ** Math.min(attempt, 20), BACKOFF_MAX_MS);
      const retryMs = Math.round(options.random() * step);
      options.onExit({ code, signal, retryMs });
      cancelRetry = options.clock.timer(retryMs, start);
    };
    started.once('error', () => ended(null, null));
    started.once('exit', ended);
  };
  start();

  return {
    stop: async () => {
      stopping = true;
      cancelRetry();
      if (child) await endProcess(child, options.clock);
    },
  };
}

function spawnRunner(options: LocalRunnerOptions): ChildProcess {
  // Files rather than pipes: a pipe would break, and the runner with it, when the hub is killed.
  const log = openLog(options.logFile);
  try {
    return spawn(options.command, [...options.args], {
      cwd: options.directory,
      env: { ...options.env },
      stdio: ['ignore', log, log],
      shell: false,
      windowsHide: true,
      // Its own process group: Ctrl-C in the terminal is for the hub, which then stops it in order.
      detached: true,
    });
  } finally {
    closeSync(log);
  }
}

function openLog(path: string): number {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > MAX_LOG_BYTES) renameSync(path, `${path}.old`);
  return openSync(path, 'a', 0o600);
}

function endProcess(child: ChildProcess, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.timer(STOP_MS, () => child.kill('SIGKILL'));
    child.once('exit', () => {
      cancel();
      resolve();
    });
    child.kill('SIGTERM');
  });
}
