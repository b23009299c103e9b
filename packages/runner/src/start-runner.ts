import { createPrivateKey, sign } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, type Dial, dialWebSocket, type LinkPhase } from '@claude-remote/link';
import { describeError, MAX_RUNNER_FRAME_BYTES, type RunnerInfo, type SessionId } from '@claude-remote/protocol';
import { WebSocket } from 'ws';
import { makeWorktree } from './changes/make-worktree.ts';
import { removeWorktree } from './changes/remove-worktree.ts';
import type { GitProgram } from './changes/silent-git.ts';
import { tellingBranch } from './changes/telling-branch.ts';
import { readDiskTranscript } from './claude/disk-transcript.ts';
import type { ClaudeDriver } from './claude/driver.ts';
import type { RunnerConfig } from './config.ts';
import { type Boot, bootId, openBoot } from './journal/boot.ts';
import type { Disk } from './journal/disk.ts';
import { Journals } from './journal/journals.ts';
import { assertPrivate, openStateDir } from './journal/state-dir.ts';
import { type Policy, readPolicy } from './policy/policy.ts';
import { type QueryParts, queryAnswerer } from './query.ts';
import { knownSecrets } from './redact/known-secrets.ts';
import { createRedactor } from './redact/redact.ts';
import { Supervisor, type SupervisorParts } from './supervisor/supervisor.ts';
import { Uplink } from './uplink.ts';
import { findProgram } from './workspace/find-program.ts';

/**
 * Puts a runner together and starts it. Everything that reaches outside (time, chance, environment, the log, Claude) is
 * handed in, so that tests start the same runner as `main` does.
 */
export async function startRunner(parts: RunnerParts): Promise<Runner> {
  const { config, clock, log } = parts;
  const key = createPrivateKey(await readPrivate(config.keyFile));
  await readPolicy(policyPath(config), config); // a policy that cannot be understood is told at once, before anything starts
  const state = await openStateDir(config.stateDir);
  const onTrouble = (what: string, error: unknown): void => log(`${what}: ${wordsOf(error)}`);
  const policy = closedOnTrouble(config, onTrouble);
  const redactor = createRedactor(knownSecrets({ ...parts.env, ...config.env }));
  const info = describeMachine(parts, (change) => uplink.describe(change));
  const boot = await openBoot(config.stateDir, parts.boot ?? (await bootId()));
  const onFull = (problem: string | null): void => info.disk(problem);
  const journals = await openJournals(parts, state.epoch, { onFull, early: boot.id !== null });
  const git = { git: await findProgram('git', parts.env.PATH ?? ''), env: gitEnvironment(parts.env) };
  const supervisor = new Supervisor({
    journals,
    driver: tellingBranch(parts.driver),
    redactor,
    clock,
    now: parts.now,
    patience: { idleMs: config.idleMinutes * 60_000, silentMs: config.silentMinutes * 60_000, stopMs: STOP_MS },
    policy,
    ...workingTrees(git),
    defaultWorkspace: config.defaultWorkspace,
    defaultMode: config.mode,
    onEvents: (session, bodies) => uplink.eventsRecorded(session, bodies),
    onLive: (session, values) => uplink.showLive(session, values),
    onTrouble,
  });
  const answer = await makeAnswerer(parts, { journals, policy, redactor, find: git, supervisor });
  const uplink = new Uplink({
    dial: parts.dial ?? dialHub(() => parts.currentConfig?.() ?? config),
    machine: config.machine,
    hub: config.hubId,
    epoch: state.epoch,
    sign: (text) => sign(null, Buffer.from(text), key).toString('base64'),
    info: info.current(),
    behind: boot.another,
    journals,
    supervisor,
    answer,
    onPhase: parts.onPhase ?? (() => undefined),
    onTrouble,
    clock,
    random: parts.random,
  });
  uplink.start();
  await beginSessions({ supervisor, uplink, boot, onTrouble });
  void info.lookForClaude(parts.driver, onTrouble);
  await tellPolicy(policy, uplink);
  return {
    epoch: state.epoch,
    lookForHub: () => uplink.lookForHub(),
    stop: async () => {
      await supervisor.close();
      await journals.close();
      uplink.stop();
      await state.release();
    },
  };
}

async function tellPolicy(policy: () => Promise<Policy>, uplink: Uplink): Promise<void> {
  const { modes, workspaces } = await policy();
  uplink.describe({ modes: [...modes], workspaces: [...workspaces] });
}

function workingTrees(git: GitProgram): Pick<SupervisorParts, 'makeWorktree' | 'removeWorktree'> {
  return { makeWorktree: (ask) => makeWorktree(ask, git), removeWorktree: (ask) => removeWorktree(ask, git) };
}

/** After a power cut only the hub knows where the sessions were left, and it may be long in coming: that is not waited for. */
async function beginSessions({ supervisor, uplink, boot, onTrouble }: Beginning): Promise<void> {
  const complete = uplink.complete().then(() => boot.settled());
  const begun = supervisor.begin(complete.catch((error: unknown) => onTrouble('note the boot', error)));
  if (boot.another) void begun.catch((error: unknown) => onTrouble('begin', error));
  else await begun;
}

interface Beginning {
  readonly supervisor: Supervisor;
  readonly uplink: Uplink;
  readonly boot: Boot;
  readonly onTrouble: (what: string, error: unknown) => void;
}

export interface Runner {
  readonly epoch: number;
  /** Dials at once instead of after its back-off, also a hub that had refused this machine; a living link stays. */
  lookForHub(): void;
  /** Flushes the journals, lets go of working Claudes, ends idle ones, closes the link. */
  stop(): Promise<void>;
}

export interface RunnerParts {
  readonly config: RunnerConfig;
  readonly driver: ClaudeDriver;
  /** The runner's environment, as `main` was given it. */
  readonly env: Readonly<Record<string, string>>;
  /** Claude Code's own directory (`~/.claude`). */
  readonly claudeConfigDir: string;
  readonly platform: string;
  readonly clock: Clock;
  /** Unix ms. */
  readonly now: () => number;
  readonly random: () => number;
  readonly log: (line: string) => void;
  /** Instead of a websocket to `hubUrl`. */
  readonly dial?: Dial;
  /** Which boot of the machine this is; absent: as the machine says. */
  readonly boot?: string;
  /** Where the journals are written; absent: the machine's own file system. */
  readonly disk?: Disk;
  /** The configuration as it is now: a hub that was started anew may have another address. */
  readonly currentConfig?: () => RunnerConfig;
  readonly onPhase?: (phase: LinkPhase) => void;
}

/** Shown to people, and told to the hub. */
const RUNNER_VERSION = '0.1.0';
/** Milliseconds that Claude gets to obey a Stop before its process is ended. */
const STOP_MS = 15_000;

/** `onFull` gets the sentence for people, or null when the disk takes writes again. */
function openJournals(
  { config, log, now, clock, disk }: RunnerParts,
  epoch: number,
  { onFull, early }: { onFull: (problem: string | null) => void; early: boolean },
): Promise<Journals> {
  const onProblem = (problem: string | null) => {
    if (problem !== null) log(`journal: ${problem}`);
    onFull(problem === null ? null : describeError('storage_full'));
  };
  return Journals.open(join(config.stateDir, 'sessions'), {
    epoch,
    early,
    now,
    clock,
    onProblem,
    ...(disk && { disk }),
  });
}

async function makeAnswerer(
  { config, claudeConfigDir, now }: RunnerParts,
  own: Pick<QueryParts, 'journals' | 'policy' | 'redactor' | 'find' | 'supervisor'>,
): Promise<ReturnType<typeof queryAnswerer>> {
  const scratch = join(config.stateDir, 'scratch');
  await rm(scratch, { recursive: true, force: true }); // what a killed runner left
  const readTranscript = (id: SessionId) => readDiskTranscript(claudeConfigDir, id);
  return queryAnswerer({ ...own, readTranscript, scratch, configDir: claudeConfigDir, now });
}

async function readPrivate(path: string): Promise<string> {
  await assertPrivate(path);
  return readFile(path, 'utf8');
}

function policyPath(config: RunnerConfig): string {
  return join(config.stateDir, 'policy.json');
}

/** The policy as its file says now; while the file cannot be understood nothing new is allowed. */
function closedOnTrouble(
  config: RunnerConfig,
  onTrouble: (what: string, error: unknown) => void,
): () => Promise<Policy> {
  return () =>
    readPolicy(policyPath(config), config).catch((error: unknown) => {
      onTrouble('policy', error);
      return { workspaces: [], modes: ['ask'], maxSessions: 1 };
    });
}

export function dialHub(config: () => RunnerConfig): Dial {
  return dialWebSocket(() => {
    const { hubUrl, ca } = config();
    const url = new URL(hubUrl);
    if (url.pathname === '/') url.pathname = '/runner';
    return new WebSocket(url, {
      ...(ca !== null && { ca }),
      maxPayload: MAX_RUNNER_FRAME_BYTES,
      perMessageDeflate: false,
      handshakeTimeout: 5_000,
    });
  });
}

/** What git needs to find its settings and its repository's owner; nothing that could name a program to run. */
function gitEnvironment(env: Readonly<Record<string, string>>): Record<string, string> {
  const names = ['PATH', 'HOME', 'LANG', 'SYSTEMROOT'];
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}

/** The machine as people see it; two problems may hide Claude, and the disk's is the more urgent. */
function describeMachine(parts: RunnerParts, tell: (change: Partial<RunnerInfo>) => void) {
  const { config } = parts;
  let claudeProblem: string | null = null;
  let diskProblem: string | null = null;
  const info: RunnerInfo = {
    name: config.name,
    platform: parts.platform,
    runnerVersion: RUNNER_VERSION,
    claudeVersion: null,
    claudeProblem: null,
    defaultWorkspace: config.defaultWorkspace,
    workspaces: [...config.workspaces],
    modes: [...config.modes],
    demo: config.demo,
  };
  return {
    current: (): RunnerInfo => info,
    disk: (problem: string | null): void => {
      diskProblem = problem;
      tell({ claudeProblem: diskProblem ?? claudeProblem });
    },
    lookForClaude: async (driver: ClaudeDriver, onTrouble: (what: string, error: unknown) => void): Promise<void> => {
      const found = await driver.check().catch((error: unknown) => {
        onTrouble('look for Claude Code', error);
        return null;
      });
      if (!found) return;
      claudeProblem = 'problem' in found ? found.problem.error : null;
      tell({ claudeVersion: 'version' in found ? found.version : null, claudeProblem: diskProblem ?? claudeProblem });
    },
  };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
