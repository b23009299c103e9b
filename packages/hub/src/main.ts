import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { homedir, hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@claude-remote/link';
import { serveHelp } from './config/help.ts';
import { StartProblem } from './config/problem.ts';
import { importFile } from './start/import-file.ts';
import { openParts } from './start/open-parts.ts';
import { type Running, startHub } from './start/serve.ts';
import type { Programs, Surroundings } from './start/surroundings.ts';
import type { Storage } from './storage/storage.ts';

/**
 * The composition root of the hub: the only place that reads the environment, the clock and the computer, and that
 * listens to signals. What is started and in which order is serve.ts.
 */
export interface HubProgram {
  /** Arguments after the command's name. */
  readonly args: readonly string[];
  /** Where the product lies: the checkout, or the installed package. */
  readonly root: string;
  readonly version: string;
  readonly programs: Programs;
  readonly startModel: Surroundings['startModel'];
  /** What stands in for parts of the computer and of the product; absent as people run it. */
  readonly instead?: {
    readonly storage?: (real: Storage) => Storage;
    /** From 0 to below 1: the jitter of retries. */
    readonly randomFraction?: () => number;
  };
}

/** A stop that takes longer is cut short; nothing is lost by it, for everything acknowledged is on disk. */
const STOP_MS = 15_000;

/** Runs until a signal ends it. Resolves to the exit status: 0, or 2 when it could not start as configured. */
export async function serve(program: HubProgram): Promise<number> {
  if (program.args.some((arg) => arg === '--help' || arg === '-h')) {
    process.stdout.write(serveHelp());
    return 0;
  }
  return orLine(async () => {
    await serveUntil(nextSignal(), program);
    return 0;
  });
}

/** A restart that is asked for in the page ends and starts everything but Claude, on the same port. */
async function serveUntil(stopped: Promise<void>, program: HubProgram): Promise<void> {
  let around: Surroundings | null = surroundings(program);
  while (around) {
    let restart = () => {};
    const asked = new Promise<boolean>((resolve) => {
      restart = () => resolve(true);
    });
    const running: Running = await startHub({ ...around, restart }, (options) =>
      openParts({ ...options, ...program.instead }),
    );
    const again = await Promise.race([stopped.then(() => false), asked]);
    const cut = setTimeout(() => process.exit(1), STOP_MS).unref();
    await running.stop();
    clearTimeout(cut);
    around = again ? { ...surroundings(program), keptPort: running.port } : null;
  }
}

/** `claude-remote import FILE [--data-dir DIR]`. */
export async function importSessions(program: HubProgram): Promise<number> {
  return orLine(async () => {
    const [file, ...args] = program.args;
    await importFile(surroundings({ ...program, args }), file);
    return 0;
  });
}

async function orLine(work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StartProblem)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}

function surroundings(program: HubProgram): Surroundings {
  const { root } = program;
  return {
    args: program.args,
    env: process.env,
    place: {
      workingDirectory: process.cwd(),
      home: homedir(),
      platform: process.platform,
      hostname: hostname(),
      checkout: existsSync(join(root, 'run.sh')) ? root : null,
      xdgDataHome: process.env.XDG_DATA_HOME || null,
      localAppData: process.env.LOCALAPPDATA || null,
    },
    programs: program.programs,
    webRoot: join(root, 'dist', 'web'),
    version: program.version,
    network: () => Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []),
    now: Date.now,
    clock: realClock,
    random: randomBytes,
    randomFraction: program.instead?.randomFraction ?? Math.random,
    newId: randomUUID,
    say: (line) => process.stdout.write(`${line}\n`),
    restart: () => {},
    startModel: program.startModel,
  };
}

const realClock: Clock = {
  now: () => performance.now(),
  timer: (ms, fire) => {
    const timer = setTimeout(fire, ms);
    return () => clearTimeout(timer);
  },
};

function nextSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
