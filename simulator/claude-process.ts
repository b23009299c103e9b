import {
  type Answer,
  asRequestId,
  asToolId,
  type CommandId,
  type EventBody,
  type LiveValue,
  RemoteError,
  type RequestId,
} from '@claude-remote/protocol';
import type {
  ClaudeEvent,
  ClaudeOutput,
  ClaudePlan,
  ClaudeProcess,
  ClaudeSink,
  TurnResult,
} from '../packages/runner/src/claude/driver.ts';
import type { Conversation } from './conversation.ts';
import type { Life } from './life.ts';
import type { Random } from './random.ts';

type Exit = Parameters<ClaudeSink['onExit']>[0];

/** The runner that listens now, and how far it was told. */
interface Reader {
  readonly sink: ClaudeSink;
  readonly life: Life;
  sent: number;
  /** What it acknowledged; the holder hears of it later. */
  acked: number;
  told: boolean;
  reading: boolean;
}

/** How much Claude has left to do: `winding-up` asks nothing new and comes to an end. */
export type Mood = 'talkative' | 'winding-up';

/**
 * A Claude process with the holder around it: it takes prompts, says numbered blocks, asks, and its frames stay with the
 * holder until a runner has acknowledged them. It does something only when the simulation says so.
 */
export class SimulatedProcess {
  readonly plan: ClaudePlan;
  /** What the holder knows to be answered. */
  readonly answered: RequestId[] = [];
  private readonly conversation: Conversation;
  private readonly number: number;
  private frames: ClaudeOutput[] = [];
  private last = 0;
  private exit: Exit | null = null;
  private acked = 0;
  private stopping = false;
  private interrupted = false;
  private readonly waiting: CommandId[] = [];
  private turn: CommandId | null = null;
  private asking: RequestId | null = null;
  private reader: Reader | null = null;

  constructor(plan: ClaudePlan, conversation: Conversation) {
    this.plan = plan;
    this.conversation = conversation;
    this.number = ++conversation.processes;
    const { claudeSession } = plan;
    const started = { claudeSession, version: '1', model: 'scripted', commands: [], models: [] };
    this.emit({ type: 'event', body: { kind: 'claude-started', ...started } });
  }

  get alive(): boolean {
    return this.exit === null;
  }

  /** Whether nothing of it is needed any more: it ended, and a runner has journalled everything. */
  get forgotten(): boolean {
    return !this.alive && this.acked >= this.last;
  }

  /** Whether it would do something if it were told to. */
  get busy(): boolean {
    if (!this.alive) return false;
    if (this.stopping || this.interrupted) return true;
    return this.asking === null && (this.turn !== null || this.waiting.length > 0);
  }

  /** Does one thing. */
  act(random: Random, mood: Mood): string {
    if (!this.alive) return 'is gone';
    if (this.stopping) return this.die({ code: 0, signal: null, stderr: '' }, random);
    if (this.interrupted) return this.obeyInterrupt();
    if (this.asking) return 'waits for an answer';
    if (!this.turn) return this.takePrompt();
    if (mood === 'winding-up') return random.chance(0.5) ? this.say() : this.finish('done');
    const dice = random.next();
    if (dice < 0.5) return this.say();
    if (dice < 0.65) return this.ask();
    if (dice < 0.75) return this.useTool();
    if (dice < 0.78) return this.finish('failed');
    return this.finish('done');
  }

  kill(random: Random): void {
    if (this.alive) this.die({ code: null, signal: 'SIGKILL', stderr: '' }, random);
  }

  /** Whether an acknowledgement is on its way to the holder; it dies with the runner. */
  get owesAck(): boolean {
    return this.reader?.life.alive === true && this.reader.acked > this.acked;
  }

  hearAck(): void {
    this.acked = Math.max(this.acked, this.reader?.acked ?? 0);
    this.frames = this.frames.filter((frame) => frame.upTo > this.acked);
  }

  /** The holder dies with everything that it keeps; Claude goes with it, and what was on its way may be lost. */
  loseHolder(random: Random): void {
    for (const { events } of this.frames)
      for (const event of events)
        if (event.type === 'event' && event.body.kind === 'text') this.conversation.unsure.add(event.body.text);
    this.kill(random);
    this.frames = [];
    const { reader } = this;
    if (!reader?.life.alive || reader.told || !this.exit) return;
    reader.told = true;
    reader.sink.onExit(this.exit);
  }

  /** The holder gives what is not acknowledged, then what comes. */
  attach(sink: ClaudeSink, life: Life): void {
    this.reader = { sink, life, sent: this.acked, acked: this.acked, told: false, reading: false };
  }

  handle(adopted: boolean): ClaudeProcess {
    return {
      adopted,
      prompt: async ({ command }) => {
        this.mustLive();
        if (this.turn !== command && !this.waiting.includes(command)) this.waiting.push(command);
      },
      answer: async (request, answer) => this.answer(request, answer),
      interrupt: async () => {
        this.mustLive();
        if (this.turn) this.interrupted = true;
      },
      changeSettings: async () => this.mustLive(),
      rewind: async () => ({ files: [], added: 0, removed: 0 }),
      ack: (upTo) => {
        if (this.reader) this.reader.acked = Math.max(this.reader.acked, upTo);
      },
      stop: async () => {
        this.stopping = true;
      },
      release: () => {
        this.reader = null;
      },
    };
  }

  /** Hands over what the reader does not have; one output at a time, as fast as it takes them. */
  async pump(): Promise<void> {
    const { reader } = this;
    if (!reader || reader.reading) return;
    reader.reading = true;
    while (this.reader === reader && reader.life.alive) {
      const frame = this.frames.find(({ upTo }) => upTo > reader.sent);
      if (!frame) break;
      reader.sent = frame.upTo;
      await reader.sink.onOutput(frame);
    }
    reader.reading = false;
    if (!this.exit || reader.told || reader.sent < this.last || !reader.life.alive) return;
    reader.told = true;
    reader.sink.onExit(this.exit);
  }

  private emit(...events: ClaudeEvent[]): void {
    this.frames.push({ upTo: ++this.last, events, live: [] });
  }

  private record(...bodies: EventBody[]): void {
    this.emit(...bodies.map((body): ClaudeEvent => ({ type: 'event', body })));
  }

  private mustLive(): void {
    if (!this.alive) throw new RemoteError('claude_failed', { machine: 'simulated', detail: 'it is gone' });
  }

  private takePrompt(): string {
    const command = this.waiting.shift();
    if (!command) return 'has nothing to do';
    if (!this.conversation.take(command)) return `knows prompt ${command.slice(0, 8)} already`;
    this.turn = command;
    this.emit({ type: 'prompt-taken', command });
    return `takes prompt ${command.slice(0, 8)}`;
  }

  private say(): string {
    if (!this.turn) return 'is silent';
    const text = this.conversation.say(this.turn);
    const block = `b${this.conversation.said.length}`;
    const live: LiveValue = { kind: 'partial', block, thinking: false, offset: 0, text: text.slice(0, 3) };
    this.frames.push({ upTo: ++this.last, events: [], live: [live] });
    this.record({ kind: 'text', block, text });
    return `says ${text}`;
  }

  private ask(): string {
    const id = asRequestId(`r${this.number}-${++this.conversation.requests}`);
    this.asking = id;
    const request = { id, kind: 'permission', openedAt: 0, toolName: 'Bash', input: {}, facts: [], suggestions: [] };
    this.record({ kind: 'request-opened', request: { ...request, kind: 'permission' } });
    return `asks ${id}`;
  }

  private useTool(): string {
    const tool = asToolId(`t${this.number}-${this.last}`);
    this.record({ kind: 'tool-started', tool, name: 'Read', input: {} });
    this.record({ kind: 'tool-ended', tool, outcome: 'ok', output: 'read', omitted: 0 });
    return `uses ${tool}`;
  }

  private answer(request: RequestId, answer: Answer): void {
    if (this.asking !== request || !this.turn) throw new RemoteError('request_closed');
    this.mustLive();
    this.asking = null;
    this.answered.push(request);
    const decision = answer.type === 'allow' ? 'allow' : 'deny';
    const times = this.conversation.answers.get(request)?.times ?? 0;
    this.conversation.answers.set(request, { command: this.turn, decision, times: times + 1 });
    if (answer.type === 'deny' && answer.interrupt) this.interrupted = true;
  }

  private obeyInterrupt(): string {
    this.interrupted = false;
    if (!this.turn) return 'has nothing to interrupt';
    if (this.asking) {
      const closing = { how: 'withdrawn', reason: 'interrupted' } as const;
      this.record({ kind: 'request-closed', request: this.asking, closing });
      this.asking = null;
    }
    return this.finish('interrupted');
  }

  private finish(outcome: TurnResult['outcome']): string {
    if (!this.turn) return 'has no turn';
    this.conversation.end(this.turn);
    this.turn = null;
    const usage = { input: 1, output: 1, cacheRead: 0, cacheWrite: 0 };
    const result: TurnResult = { outcome, processCostUsd: 0, usage, durationMs: 1, rounds: 1 };
    this.emit({ type: 'turn-result', result });
    return `ends its turn: ${outcome}`;
  }

  private die(exit: Exit, random: Random): string {
    this.exit = exit;
    if (this.turn) this.conversation.kill(this.turn, random);
    return 'dies';
  }
}
