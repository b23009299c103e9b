import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@claude-remote/link';
import { createDriver } from './claude/create-driver.ts';
import { claudeEnvironment } from './claude/environment.ts';
import { ConfigProblem, parseConfig, type RunnerConfig, readConfig } from './config.ts';
import { startRunner } from './start-runner.ts';
import { watchFile } from './watch-file.ts';

/**
 * `node main.js <runner.json>`: the composition root. The only file of the runner that reads the environment, the clock
 * and chance. It opens no port.
 */
const clock: Clock = {
  now: () => performance.now(),
  timer(ms, fire) {
    const timer = setTimeout(fire, ms);
    return () => clearTimeout(timer);
  },
};

function log(line: string): void {
  // One line each, whatever somebody's error message holds.
  process.stderr.write(`${new Date().toISOString()} runner: ${JSON.stringify(line).slice(1, -1)}\n`);
}

function ownEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** The holder runs as we do: from source with the same loader, or bundled. */
function holderCommand(config: RunnerConfig): [string, ...string[]] {
  const loader = config.holderEntry.endsWith('.ts') ? process.execArgv : [];
  return [process.execPath, ...loader, config.holderEntry];
}

async function main(path: string): Promise<void> {
  const config = await readConfig(path);
  const env = claudeEnvironment(process.env, config.env, { root: process.getuid?.() === 0 });
  const claudeConfigDir = env.CLAUDE_CONFIG_DIR ?? join(env.HOME ?? homedir(), '.claude');
  // The functions of the SDK that read conversations from the disk look here.
  process.env.CLAUDE_CONFIG_DIR = claudeConfigDir;
  const driver = createDriver({
    holder: {
      socket: join(config.stateDir, 'holder', 'socket'),
      spool: join(config.stateDir, 'spool'),
      command: holderCommand(config),
      env: { PATH: env.PATH ?? '', HOME: env.HOME ?? homedir() },
    },
    claude: config.claudePath,
    env,
    configDir: claudeConfigDir,
    machine: config.name,
    now: Date.now,
  });
  const runner = await startRunner({
    config,
    driver,
    env: ownEnvironment(),
    claudeConfigDir,
    platform: `${process.platform} ${process.arch}`,
    clock,
    now: Date.now,
    random: Math.random,
    log,
    currentConfig: () => currentConfig(path, config),
    onPhase: ({ phase, ...rest }) => {
      if (phase === 'open') log('connected to the hub');
      if ('reason' in rest && phase !== 'connecting') log(`not connected: ${rest.reason}`);
    },
  });
  log(`runs as ${config.machine}, epoch ${runner.epoch}`);
  // The hub beside us writes it at each start: it is there, however long we meant to wait.
  const unwatch = watchFile(
    path,
    () => runner.lookForHub(),
    (error) => log(`cannot watch ${path}: ${String(error)}`),
  );
  let ending = false;
  const end = (signal: string): void => {
    if (ending) return;
    ending = true;
    log(`ends on ${signal}`);
    unwatch();
    runner.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error, 1),
    );
  };
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGINT', () => end('SIGINT'));
  // The terminal or the hub that started us is gone; sessions go on.
  process.on('SIGHUP', () => undefined);
}

/** A hub that was started anew may have written another address; a file that is being written leaves the last one. */
function currentConfig(path: string, last: RunnerConfig): RunnerConfig {
  try {
    return parseConfig(path, readFileSync(path, 'utf8'));
  } catch {
    return last;
  }
}

function fail(error: unknown, code: number): void {
  process.stderr.write(`claude-remote runner: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(code);
}

const [path] = process.argv.slice(2);
if (path === undefined) fail('usage: runner <runner.json>', 2);
else main(path).catch((error: unknown) => fail(error, error instanceof ConfigProblem ? 2 : 1));
