import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Clock, Dial } from '@claude-remote/link';
import {
  type ClaudeDriver,
  type ClaudeProcess,
  type ClaudeSink,
  claudeEnvironment,
  createDriver,
  type Disk,
  dialHub,
  machineDisk,
  readConfig,
  startRunner,
  watchFile,
} from '@claude-remote/runner';
import { around } from './around.ts';
import { type AtPoint, crashPoints } from './crash-plan.ts';

/**
 * `node runner-main.js PLAN RUNNER.JSON`: the real runner with crash points around its disk, its driver of Claude and its
 * link. Composed like the runner's own main file; only how soon it tries again is shorter.
 */
const RETRY_FRACTION = 0.1;

const clock: Clock = {
  now: () => performance.now(),
  timer(ms, fire) {
    const timer = setTimeout(fire, ms);
    return () => clearTimeout(timer);
  },
};

function crashingDisk(at: AtPoint): Disk {
  return {
    ...around(machineDisk, { replace: 'a journal is compacted' }, { at }),
    open: async (path) =>
      around(await machineDisk.open(path), { write: 'a journal is written', datasync: 'a journal is synced' }, { at }),
  };
}

const PROCESS = {
  prompt: 'a prompt is given to Claude',
  answer: 'an answer is given to Claude',
  interrupt: 'an interrupt is given to Claude',
  ack: 'frames are acknowledged to the holder',
} as const;

function crashingDriver(real: ClaudeDriver, at: AtPoint): ClaudeDriver {
  const names = { open: 'Claude is opened', evidence: 'the transcript is read', held: 'the holder is asked' } as const;
  const driver = around(real, names, { at });
  const sinkOf = (sink: ClaudeSink): ClaudeSink =>
    around(sink, { onOutput: 'output is taken', onExit: 'an exit is taken' }, { at });
  return {
    check: () => driver.check(),
    held: () => driver.held(),
    evidence: (plan, command) => driver.evidence(plan, command),
    open: async (plan, sink): Promise<ClaudeProcess> => around(await driver.open(plan, sinkOf(sink)), PROCESS, { at }),
  };
}

/** Points `before FRAME is sent`, `after FRAME is sent` and `FRAME is received` for each type of frame. */
function crashingDial(dial: Dial, at: AtPoint): Dial {
  return (events) => {
    const transport = dial({
      ...events,
      onText: (text) => {
        at(`${typeOf(text)} is received`);
        events.onText(text);
      },
    });
    return {
      send: (text) => {
        const type = typeOf(text);
        at(`before ${type} is sent`);
        transport.send(text);
        at(`after ${type} is sent`);
      },
      close: (code, reason) => transport.close(code, reason),
      get bufferedBytes() {
        return transport.bufferedBytes;
      },
    };
  };
}

/** The type stands first in every frame that we write. */
function typeOf(text: string): string {
  return /"type":"([a-z-]+)"/.exec(text.slice(0, 200))?.[1] ?? '?';
}

const [plan = '', path = ''] = process.argv.slice(2);
const at = crashPoints(plan);
const config = await readConfig(path);
const env = claudeEnvironment(process.env, config.env, { root: process.getuid?.() === 0 });
const claudeConfigDir = env.CLAUDE_CONFIG_DIR ?? join(env.HOME ?? homedir(), '.claude');
process.env.CLAUDE_CONFIG_DIR = claudeConfigDir;
const log = (line: string): void => {
  process.stderr.write(`${new Date().toISOString()} runner: ${line}\n`);
};
const real = createDriver({
  holder: {
    socket: join(config.stateDir, 'holder', 'socket'),
    spool: join(config.stateDir, 'spool'),
    command: [process.execPath, config.holderEntry],
    env: { PATH: env.PATH ?? '', HOME: env.HOME ?? homedir() },
  },
  claude: config.claudePath,
  env,
  configDir: claudeConfigDir,
  machine: config.name,
  now: Date.now,
});
at('before the runner is composed');
const runner = await startRunner({
  config,
  driver: crashingDriver(real, at),
  env: Object.fromEntries(Object.entries(process.env).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]]))),
  claudeConfigDir,
  platform: `${process.platform} ${process.arch}`,
  clock,
  now: Date.now,
  random: () => RETRY_FRACTION,
  log,
  dial: crashingDial(
    dialHub(() => config),
    at,
  ),
  disk: crashingDisk(at),
  onPhase: ({ phase }) => log(phase),
});
log(`runs as ${config.machine}, epoch ${runner.epoch}`);
watchFile(
  path,
  () => runner.lookForHub(),
  (error) => log(`cannot watch ${path}: ${String(error)}`),
);
process.on('SIGTERM', () => void runner.stop().then(() => process.exit(0)));
process.on('SIGINT', () => void runner.stop().then(() => process.exit(0)));
process.on('SIGHUP', () => undefined);
