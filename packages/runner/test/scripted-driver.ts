import {
  type Answer,
  type CommandId,
  type EventBody,
  RemoteError,
  type RequestId,
  type Settings,
} from '@claude-remote/protocol';
import type {
  ClaudeDriver,
  ClaudeEvent,
  ClaudePlan,
  ClaudeProcess,
  ClaudeSink,
  PromptEvidence,
  TurnResult,
} from '../src/claude/driver.ts';

/**
 * A Claude that does what the test says, with a holder that outlives runners: processes and their unacknowledged frames
 * stay when a supervisor is thrown away.
 */
export class ScriptedClaude {
  readonly processes: ScriptedProcess[] = [];
  readonly evidence = new Map<CommandId, PromptEvidence | Error>();
  /** Thrown by the next `open`. */
  refuse: RemoteError | null = null;
  private waiting: (() => void)[] = [];

  /** A driver as one run of the runner has it; make another for the next run. */
  driver(): ClaudeDriver {
    return {
      check: async () => ({ path: '/claude', version: 'test' }),
      held: async () =>
        this.processes
          .filter((process) => process.alive)
          .map(({ plan, answered }) => ({ session: plan.session, answered })),
      open: async (plan, sink) => {
        if (this.refuse) throw this.take();
        const living = this.processes.find((process) => process.alive && process.plan.session === plan.session);
        const process = living ?? new ScriptedProcess(plan, () => this.changed());
        if (!living) this.processes.push(process);
        await process.attach(sink);
        this.changed();
        return process.handle(living !== undefined);
      },
      evidence: async (_, command) => {
        const found = this.evidence.get(command) ?? 'absent';
        if (found instanceof Error) throw found;
        return found;
      },
    };
  }

  get current(): ScriptedProcess {
    const last = this.processes.at(-1);
    if (!last) throw new Error('no Claude was started');
    return last;
  }

  /** Waits until something that the supervisor did makes `condition` true. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((wake) => this.waiting.push(wake));
  }

  changed(): void {
    for (const wake of this.waiting.splice(0)) wake();
  }

  private take(): RemoteError {
    const refuse = this.refuse ?? new RemoteError('claude_failed');
    this.refuse = null;
    return refuse;
  }
}

export class ScriptedProcess {
  readonly plan: ClaudePlan;
  readonly prompts: { command: CommandId; text: string }[] = [];
  readonly answers: { request: RequestId; answer: Answer }[] = [];
  /** What the holder knows to be answered. */
  readonly answered: RequestId[] = [];
  readonly rewinds: { prompt: CommandId; preview: boolean }[] = [];
  /** What putting files back fails with, and what it waits for. */
  rewindError: RemoteError | null = null;
  rewindAfter: Promise<void> = Promise.resolve();
  readonly settings: Partial<Settings>[] = [];
  interrupts = 0;
  stops = 0;
  /** A stop is heard, and the test says when it is done. */
  slowStop = false;
  released = 0;
  acked = 0;
  alive = true;
  /** What an answer fails with. */
  answerError: RemoteError | null = null;
  private frame = 0;
  /** Answers and settings are given, but nobody hears whether they arrived; `lost`: they did not. */
  holdAnswers: boolean | 'lost' = false;
  holdSettings = false;
  private unacked: { upTo: number; events: ClaudeEvent[] }[] = [];
  private readonly history: { upTo: number; events: ClaudeEvent[] }[] = [];
  private sink: ClaudeSink | null = null;
  private readonly changed: () => void;

  constructor(plan: ClaudePlan, changed: () => void) {
    this.plan = plan;
    this.changed = changed;
  }

  async attach(sink: ClaudeSink): Promise<void> {
    this.sink = sink;
    for (const output of this.unacked) await sink.onOutput({ ...output, live: [] });
  }

  /** Acknowledgements after this one never arrived. */
  replayFrom(acked: number): void {
    this.unacked = this.history.filter((output) => output.upTo > acked);
  }

  /** The runner is gone; the process and its frames are not. */
  detach(): void {
    this.sink = null;
  }

  async emit(...events: ClaudeEvent[]): Promise<void> {
    const output = { upTo: ++this.frame, events };
    this.unacked.push(output);
    this.history.push(output);
    await this.sink?.onOutput({ ...output, live: [] });
  }

  say(...bodies: EventBody[]): Promise<void> {
    return this.emit(...bodies.map((body): ClaudeEvent => ({ type: 'event', body })));
  }

  take(command: CommandId): Promise<void> {
    return this.emit({ type: 'prompt-taken', command });
  }

  finish(result: Partial<TurnResult> = {}): Promise<void> {
    const usage = { input: 1, output: 1, cacheRead: 0, cacheWrite: 0 };
    const whole: TurnResult = { outcome: 'done', processCostUsd: 0, usage, durationMs: 1, rounds: 1, ...result };
    return this.emit({ type: 'turn-result', result: whole });
  }

  die(
    exit: { code: number | null; signal: string | null; stderr: string } = { code: 1, signal: null, stderr: 'boom' },
  ): void {
    if (!this.alive) return;
    this.alive = false;
    this.sink?.onExit(exit);
  }

  handle(adopted: boolean): ClaudeProcess {
    const note = async (what: () => void): Promise<void> => {
      what();
      this.changed();
    };
    return {
      adopted,
      prompt: ({ command, text }) => note(() => this.prompts.push({ command, text })),
      answer: async (request, answer) => {
        if (this.answerError) throw this.answerError;
        await note(() => this.answers.push({ request, answer }));
        if (this.holdAnswers !== 'lost') this.answered.push(request);
        if (this.holdAnswers) await NEVER;
      },
      interrupt: () => note(() => this.interrupts++),
      rewind: async (prompt, { preview }) => {
        await note(() => this.rewinds.push({ prompt, preview }));
        await this.rewindAfter;
        if (this.rewindError) throw this.rewindError;
        return { files: ['/w/a.ts'], added: 1, removed: 2 };
      },
      changeSettings: async (settings) => {
        await note(() => this.settings.push(settings));
        if (this.holdSettings) await NEVER;
      },
      ack: (upTo) => {
        this.acked = upTo;
        while (this.unacked[0] && this.unacked[0].upTo <= upTo) this.unacked.shift();
        this.changed();
      },
      stop: () =>
        note(() => {
          this.stops++;
          if (!this.slowStop) this.die({ code: 0, signal: null, stderr: '' });
        }),
      release: () => note(() => this.released++),
    };
  }
}

const NEVER = new Promise<void>(() => undefined);
