import type { Clock } from '@claude-remote/link';
import { type CommandId, type EventBody, type LiveValue, RemoteError } from '@claude-remote/protocol';
import type { ClaudeDriver, ClaudeOutput, ClaudePlan, ClaudeProcess, ClaudeSink, Rewound } from '../claude/driver.ts';
import { originOf } from '../journal/memory.ts';
import { isSaid } from '../journal/said.ts';
import type { SessionJournal } from '../journal/session-journal.ts';
import { LiveRedactor } from '../redact/live-redactor.ts';
import type { Redactor } from '../redact/redact.ts';
import { asWire } from './as-wire.ts';
import { deadline, type Patience } from './deadline.ts';
import { describeExit } from './describe-exit.ts';
import { Draft } from './draft.ts';
import { type ActorAction, type GivenRemoval, type Input, NEWBORN, type Presence } from './inputs.ts';
import { react } from './react.ts';

/**
 * One session: hears one thing at a time, lets `react` decide, makes the decision durable, then acts. What Claude said is
 * handed on while it becomes durable (ADR 9). Actions are never awaited here (Claude's answer to one may wait behind the
 * next input); each comes back as an input of its own.
 */
export class SessionActor {
  private readonly parts: ActorParts;
  private readonly live: LiveRedactor;
  private presence: Presence = NEWBORN;
  private process: ClaudeProcess | null = null;
  /** The process that is being opened or is open; counts them. */
  private opening = 0;
  /** Acknowledged before the opening process was here: its kept frames may come first. */
  private early = 0;
  /** Acknowledgements that wait for the disk. */
  private acknowledging: Promise<void> = Promise.resolve();
  private readonly mailbox: Input[] = [];
  private running: Promise<void> | null = null;
  private cancelTimer: (() => void) | null = null;
  /** By the clock: Claude's last sign of life, or the moment from which one is expected. */
  private lastSign: number;
  /** Wakes an output that waits because too many are already here. */
  private drained: (() => void)[] = [];
  /** Who waits for a process that is being opened. */
  private wanting: { resolve(process: ClaudeProcess): void; reject(error: unknown): void }[] = [];
  private closed = false;
  private deleted = false;

  constructor(parts: ActorParts) {
    this.parts = parts;
    this.live = new LiveRedactor(parts.redactor);
    this.lastSign = parts.clock.now();
  }

  get journal(): SessionJournal {
    return this.parts.journal;
  }

  /** A living Claude process that has nothing to do, and since when (by the clock). */
  idleSince(): number | null {
    return this.presence.claude.is === 'open' && !this.journal.memory.state.turn ? this.lastSign : null;
  }

  get hasProcess(): boolean {
    const { is } = this.presence.claude;
    return is === 'open' || is === 'opening' || is === 'stopping';
  }

  post(...inputs: readonly Input[]): void {
    if (this.closed || inputs.length === 0) return;
    this.mailbox.push(...inputs);
    this.running ??= this.run();
  }

  /** Resolves when everything posted so far, and what came of it at once, was dealt with. */
  async settled(): Promise<void> {
    while (this.running) await this.running;
    await this.acknowledging;
  }

  /** Lets go of a working Claude without ending it; ends one that has nothing to do. */
  async close(): Promise<void> {
    await this.settled();
    this.closed = true;
    this.cancelTimer?.();
    const { process } = this;
    this.process = null;
    if (!process) return;
    if (this.journal.memory.state.turn) return process.release();
    await process.stop();
    await this.journal.addStep([{ kind: 'claude-ended', reason: 'stopped' }]);
  }

  /** Ends Claude, whatever it does: the session was deleted. */
  async end(): Promise<void> {
    this.deleted = true;
    await this.settled();
    this.closed = true;
    this.cancelTimer?.();
    await this.process?.stop();
    this.process = null;
  }

  private async run(): Promise<void> {
    for (let input = this.take(); input; input = this.take()) await this.hear(input);
    this.running = null;
    this.armTimer();
  }

  /**
   * The next input; outputs that stand in a row are taken together, so that they share one sync of the disk. The end of a
   * turn is taken alone: what follows from it is decided here, and what was said before must not wait for that.
   */
  private take(): Input | undefined {
    const first = this.mailbox.shift();
    if (first?.type !== 'output') return first;
    const outputs: ClaudeOutput[] = [...first.outputs];
    while (!endsTurn(first) && this.mailbox[0]?.type === 'output' && !endsTurn(this.mailbox[0])) {
      const next = this.mailbox.shift();
      if (next?.type === 'output') outputs.push(...next.outputs);
    }
    for (const wake of this.drained.splice(0)) wake();
    return { type: 'output', outputs };
  }

  private async hear(input: Input): Promise<void> {
    const { journal, redactor, patience } = this.parts;
    if (input.type === 'exited') {
      // A holder that never hears that its last frames are safe gives them again, for those of the process after it.
      await this.acknowledging;
      this.process = null;
    }
    const draft = new Draft(journal.memory, this.presence, (body) => redactor.value(body));
    react(draft, input, { silentSeconds: Math.round(patience.silentMs / 1000) });
    this.presence = draft.presence;
    const actions = draft.actions.filter((action) => action.do !== 'acknowledge');
    if (draft.events.length > 0 || Object.keys(draft.marks).length > 0) {
      if (holdsOnlySaid(input, draft)) await journal.addSaid(draft.events, draft.marks).sendable;
      else await journal.addStep(draft.events, draft.marks);
      this.afterRecording(draft.events);
    } else if (actions.length > 0) await journal.settled(); // what it rests on: the command that asks for it, for one
    if (input.type === 'output') this.passLive(input.outputs);
    if (SIGNS_OF_LIFE.has(input.type)) this.lastSign = this.parts.clock.now();
    for (const action of actions) this.act(action);
    this.lookAfterWanting(input);
    const upTo = Math.max(0, ...draft.actions.map((action) => (action.do === 'acknowledge' ? action.upTo : 0)));
    if (upTo > 0) this.acknowledgeWhenSynced(upTo);
  }

  /** Until a frame's events are on the disk the holder keeps it. Nobody waits for that; meanwhile the process may be gone. */
  private acknowledgeWhenSynced(upTo: number): void {
    const { process, opening } = this;
    this.acknowledging = this.journal.settled().then(() => {
      if (process) process.ack(upTo);
      else if (opening !== this.opening) return;
      else if (this.process) this.process.ack(upTo);
      else this.early = Math.max(this.early, upTo);
    });
  }

  private afterRecording(events: readonly EventBody[]): void {
    for (const body of events) {
      if (body.kind === 'text' || body.kind === 'thinking') this.live.finished(body.block);
      if (body.kind === 'turn-ended') this.live.clear();
    }
    if (events.length > 0) this.parts.onEvents(events);
  }

  private passLive(outputs: readonly ClaudeOutput[]): void {
    const values = outputs.flatMap((output) => output.live.flatMap((value) => this.live.pass(value) ?? []));
    if (values.length > 0) this.parts.onLive(values);
  }

  private act(action: Exclude<ActorAction, { do: 'acknowledge' }>): void {
    switch (action.do) {
      case 'open':
        this.open();
        return;
      case 'stop':
        this.stop();
        return;
      default:
        this.tell(action);
    }
  }

  /** What a living process is asked; a failure comes back as an input where somebody waits for it. */
  private tell(action: Exclude<ActorAction, { do: 'open' | 'acknowledge' | 'stop' }>): void {
    const { process } = this;
    switch (action.do) {
      case 'send-prompt': {
        const { turn, command, prompt } = action;
        this.lastSign = this.parts.clock.now();
        process?.prompt({ command, ...prompt }).catch((error) => {
          // When the process is gone its end follows, and the transcript decides what becomes of the prompt.
          if (error instanceof RemoteError && error.code !== 'claude_failed')
            this.post({ type: 'prompt-failed', turn, error: error.toWire() });
          else this.parts.onTrouble('send the prompt', error);
        });
        return;
      }
      case 'answer': {
        const { given } = action;
        const asked = process
          ? process.answer(given.request, given.answer)
          : Promise.reject(new RemoteError('request_closed'));
        asked.then(
          () => this.post({ type: 'answered', given, error: null }),
          (error) => this.post({ type: 'answered', given, error: asWire(error) }),
        );
        return;
      }
      case 'rewind': {
        const { given } = action;
        this.rewind(given.prompt, { preview: false }).then(
          (outcome) => this.post({ type: 'rewound', given, outcome }),
          (error) => this.post({ type: 'rewound', given, outcome: asWire(error) }),
        );
        return;
      }
      case 'remove-worktree':
        this.removeTree(action.given);
        return;
      case 'interrupt':
        this.lastSign = this.parts.clock.now();
        process?.interrupt().catch((error) => this.parts.onTrouble('interrupt', error));
        return;
      case 'change-settings':
        process?.changeSettings(action.settings).then(
          () => this.post({ type: 'settings-told' }),
          (error) => this.parts.onTrouble('change settings', error),
        );
        return;
      case 'find-evidence':
        this.parts.driver.evidence(this.plan(), action.command).then(
          (evidence) => this.post({ type: 'evidence', command: action.command, evidence }),
          (error) => {
            this.parts.onTrouble('read the transcript', error);
            this.post({ type: 'evidence', command: action.command, evidence: null });
          },
        );
        return;
    }
  }

  /** Throws `cannot_rewind`, or what kept Claude from starting. */
  async rewind(prompt: CommandId, how: { preview: boolean }): Promise<Rewound> {
    const { process: there, presence } = this;
    const process = there && presence.claude.is === 'open' ? there : await this.wantProcess();
    this.lastSign = this.parts.clock.now();
    return process.rewind(prompt, how);
  }

  /** Claude works in that directory: its process goes first. */
  private removeTree(given: GivenRemoval): void {
    const opening = this.presence.claude.is === 'opening';
    const gone = opening
      ? Promise.reject(new RemoteError('turn_running'))
      : (this.process?.stop() ?? Promise.resolve());
    gone
      .then(() => this.parts.removeWorktree(given.discard))
      .then(
        () => this.post({ type: 'tree-removed', given, error: null }),
        (error) => this.post({ type: 'tree-removed', given, error: asWire(error) }),
      );
  }

  /** Resolves with the process that is being opened, or opens one. */
  private wantProcess(): Promise<ClaudeProcess> {
    return new Promise((resolve, reject) => {
      this.wanting.push({ resolve, reject });
      this.post({ type: 'wanted' });
    });
  }

  /** A process that is ending is waited for; where a transcript is being read nobody can wait. */
  private lookAfterWanting({ type }: Input): void {
    const { is } = this.presence.claude;
    if (type === 'wanted' && (is === 'gone' || is === 'examined')) this.disappoint(new RemoteError('turn_running'));
    if (type === 'wanted' && is === 'open' && this.process) this.satisfy(this.process);
    if (type === 'exited' && is === 'gone' && this.wanting.length > 0) this.post({ type: 'wanted' });
  }

  private satisfy(process: ClaudeProcess): void {
    for (const { resolve } of this.wanting.splice(0)) resolve(process);
  }

  private disappoint(error: unknown): void {
    for (const { reject } of this.wanting.splice(0)) reject(error);
  }

  private open(): void {
    this.early = 0;
    this.opening++;
    const opening: Promise<ClaudeProcess> = this.parts.mayOpen().then((granted) =>
      this.parts.driver.open(
        { ...this.plan(), ...granted },
        this.sink(() => opening),
      ),
    );
    opening.then(
      (process) => {
        this.process = process;
        if (this.early > 0) process.ack(this.early);
        if (this.deleted) return void process.stop();
        if (this.closed) return process.release();
        this.post({ type: 'opened', adopted: process.adopted });
        this.satisfy(process);
      },
      (error) => {
        this.post({ type: 'open-failed', error: asWire(error) });
        this.disappoint(error);
      },
    );
  }

  private sink(opening: () => Promise<ClaudeProcess>): ClaudeSink {
    return {
      onOutput: async (output) => {
        await this.journal.room();
        this.post({ type: 'output', outputs: [output] });
        if (this.mailbox.length > MAX_WAITING_OUTPUTS) await new Promise<void>((wake) => this.drained.push(wake));
      },
      onExit: (exit) => {
        const detail = describeExit(exit);
        const exited = (): void => this.post({ type: 'exited', detail });
        // The end of a process that never opened is told by `open-failed`.
        opening().then(exited, () => undefined);
      },
    };
  }

  private stop(): void {
    // Its end is heard by `onExit`; a process that is already gone has said so.
    this.process?.stop().catch((error) => this.parts.onTrouble('stop Claude', error));
  }

  private plan(): ClaudePlan {
    const { memory } = this.journal;
    const { id, workspace, settings, claudeSession } = memory.state;
    const origin = originOf(memory);
    return {
      session: id,
      claudeSession: claudeSession ?? id,
      workspace,
      settings,
      begin: origin.begin,
      ...(origin.begin === 'fork' && { forkOf: origin.of }),
      ...(origin.begin === 'fork' && origin.before && { forkBefore: origin.before }),
    };
  }

  private armTimer(): void {
    this.cancelTimer?.();
    this.cancelTimer = null;
    const next = this.closed ? null : deadline(this.journal.memory, this.presence, this.parts.patience);
    if (!next) return;
    const ms = Math.max(0, this.lastSign + next.ms - this.parts.clock.now());
    this.cancelTimer = this.parts.clock.timer(ms, () => this.post({ type: 'overdue', what: next.what }));
  }
}

function endsTurn(input: Extract<Input, { type: 'output' }>): boolean {
  return input.outputs.some(({ events }) => events.some(({ type }) => type === 'turn-result'));
}

/** Nothing in it is decided here and nothing but an acknowledgement follows from it: Claude said or did it. */
function holdsOnlySaid(input: Input, { events, actions, marks }: Draft): boolean {
  return (
    input.type === 'output' &&
    events.every(isSaid) &&
    actions.every((action) => action.do === 'acknowledge') &&
    Object.keys(marks).every((mark) => mark === 'frame')
  );
}

const SIGNS_OF_LIFE = new Set<Input['type']>(['output', 'opened', 'answered']);

/** Outputs that may wait for the disk before the reading of Claude stops: some share one sync, memory stays bounded. */
const MAX_WAITING_OUTPUTS = 64;

export interface ActorParts {
  readonly journal: SessionJournal;
  readonly driver: ClaudeDriver;
  readonly redactor: Redactor;
  readonly clock: Clock;
  readonly patience: Patience;
  /** Resolves when one more Claude process may live, with what it may do; rejects with a `RemoteError` when it may not. */
  readonly mayOpen: () => Promise<Pick<ClaudePlan, 'mayBypass'>>;
  /** Takes the session's working tree away; rejects with a `RemoteError` when it stays. */
  readonly removeWorktree: (discard: boolean) => Promise<void>;
  /** There are new events in the journal that may be sent. */
  readonly onEvents: (bodies: readonly EventBody[]) => void;
  readonly onLive: (values: readonly LiveValue[]) => void;
  /** Something failed that nobody waits for; for the log. */
  readonly onTrouble: (what: string, error: unknown) => void;
}
