import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@claude-remote/link';
import {
  asCommandId,
  asMachineId,
  asSessionId,
  type CommandBody,
  type CommandId,
  type Event,
  type EventBody,
  type EventKind,
  type PermissionMode,
  type SessionState,
} from '@claude-remote/protocol';
import { makeWorktree } from '../src/changes/make-worktree.ts';
import { removeWorktree } from '../src/changes/remove-worktree.ts';
import type { GitProgram } from '../src/changes/silent-git.ts';
import { Journals } from '../src/journal/journals.ts';
import { openStateDir, type StateDir } from '../src/journal/state-dir.ts';
import { createRedactor } from '../src/redact/redact.ts';
import { Supervisor } from '../src/supervisor/supervisor.ts';
import { BusyDisk } from './busy-disk.ts';
import { realClock } from './parts.ts';
import { ScriptedClaude } from './scripted-driver.ts';

export const SESSION = asSessionId('00000000-0000-4000-8000-000000000001');
export const ANN = { kind: 'user', name: 'ann' } as const;
export const id = (n: number): CommandId => asCommandId(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const ALL = { count: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };

/** A machine on which runners come and go: state directory and Claude processes stay. */
export class Stage {
  readonly claude = new ScriptedClaude();
  readonly dir: string;
  readonly clock = new ManualClock();
  modes: PermissionMode[] = ['ask', 'edits', 'plan'];
  maxSessions = 20;
  readonly disk = new BusyDisk();
  /** Unix ms. */
  now = 1000;
  /** With what working trees are made. */
  git: GitProgram = { git: null, env: {} };
  troubles: string[] = [];
  private state: StateDir | null = null;
  private journals: Journals | null = null;
  private running: Supervisor | null = null;
  private cseq = 0;

  private constructor(dir: string) {
    this.dir = dir;
  }

  static async make(): Promise<Stage> {
    const stage = new Stage(await realpath(await mkdtemp(join(tmpdir(), 'stage-'))));
    await stage.start();
    return stage;
  }

  async start(): Promise<void> {
    this.state = await openStateDir(join(this.dir, 'state'));
    const onProblem = (): void => undefined;
    this.journals = await Journals.open(join(this.dir, 'state/sessions'), {
      epoch: this.state.epoch,
      now: () => 1000,
      clock: realClock,
      early: true,
      disk: this.disk,
      onProblem,
    });
    this.running = new Supervisor({
      journals: this.journals,
      driver: this.claude.driver(),
      redactor: createRedactor(),
      clock: this.clock,
      now: () => this.now,
      patience: { idleMs: 900_000, silentMs: 300_000, stopMs: 15_000 },
      policy: async () => ({ workspaces: [this.dir], modes: this.modes, maxSessions: this.maxSessions }),
      makeWorktree: (ask) => makeWorktree(ask, this.git),
      removeWorktree: (ask) => removeWorktree(ask, this.git),
      defaultWorkspace: this.dir,
      defaultMode: 'ask',
      onEvents: () => this.claude.changed(),
      onLive: () => undefined,
      onTrouble: (what, error) => this.troubles.push(`${what}: ${String(error)}`),
    });
    await this.running.begin();
    await this.running.settled();
  }

  /** The runner dies without a word; what was not on the disk is gone. */
  async crash(): Promise<void> {
    for (const process of this.claude.processes) process.detach();
    await this.journals?.close();
    await this.state?.release();
    this.running = null;
  }

  get supervisor(): Supervisor {
    if (!this.running) throw new Error('no runner');
    return this.running;
  }

  get sessionState(): SessionState {
    return this.memory.state;
  }

  get memory() {
    const journal = this.journals?.find(SESSION);
    if (!journal) throw new Error('no such session');
    return journal.memory;
  }

  /** Sends commands as the hub does and waits for what comes of them at once. */
  async command(n: number, body: CommandBody): Promise<void> {
    await this.deliver(n, body);
    await this.supervisor.settled();
  }

  async deliver(n: number, body: CommandBody, cseq = ++this.cseq): Promise<number> {
    const command = { id: id(n), body, cseq, by: ANN, at: 0, expiresAt: 2000 };
    return this.supervisor.takeCommands(SESSION, [command]);
  }

  async begin(): Promise<void> {
    await this.command(1, { kind: 'start', machine: asMachineId('here') });
  }

  async prompt(n: number, text = `prompt ${n}`): Promise<void> {
    await this.command(n, { kind: 'prompt', text });
  }

  /** A prompt that Claude has taken. */
  async working(n = 2): Promise<void> {
    await this.prompt(n);
    await this.claude.until(() => this.claude.processes.at(-1)?.prompts.at(-1)?.command === id(n));
    await this.claude.current.take(id(n));
    await this.supervisor.settled();
  }

  async events(): Promise<Event[]> {
    return (await this.journals?.find(SESSION)?.read(1, ALL)) ?? [];
  }

  async bodies<Kind extends EventKind>(kind: Kind): Promise<Extract<EventBody, { kind: Kind }>[]> {
    const all = (await this.events()).map((event) => event.body);
    return all.filter((body): body is Extract<EventBody, { kind: Kind }> => body.kind === kind);
  }

  async kinds(): Promise<EventKind[]> {
    return (await this.events()).map((event) => event.body.kind);
  }

  /** Waits until the session's state says so. */
  async until(condition: (state: SessionState) => boolean): Promise<void> {
    await this.claude.until(() => condition(this.sessionState));
    await this.supervisor.settled();
  }

  async end(): Promise<void> {
    await this.running?.settled();
    await this.crash();
    await rm(this.dir, { recursive: true, force: true });
  }
}

/** Time that passes when the test says so. */
class ManualClock implements Clock {
  private time = 0;
  private timers: { at: number; fire: () => void }[] = [];

  now(): number {
    return this.time;
  }

  timer(ms: number, fire: () => void): () => void {
    const timer = { at: this.time + ms, fire };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  pass(ms: number): void {
    this.time += ms;
    const due = this.timers.filter((timer) => timer.at <= this.time);
    this.timers = this.timers.filter((timer) => timer.at > this.time);
    for (const timer of due) timer.fire();
  }
}
