import { randomUUID } from 'node:crypto';
import type { Exit, HeldFrame, HeldProcess, HolderClient } from '@claude-remote/holder';
import {
  type Answer,
  type Attachment,
  type CommandId,
  type ModelChoice,
  RemoteError,
  type RequestId,
  type Settings,
  type SlashCommand,
} from '@claude-remote/protocol';
import { misfit } from '@claude-remote/session';
import type { ClaudeOutput, ClaudePlan, ClaudeProcess, ClaudeSink, Rewound } from '../driver.ts';
import { type Fields, fieldsOf, listOf, numberOf, textOf } from '../json.ts';
import { openRequest, responseTo } from '../translate/requests.ts';
import { initialTranslate, type TranslateState } from '../translate/state.ts';
import { translate } from '../translate/translate.ts';
import { controlError, controlRequest, controlSuccess, promptFrame, settingsRequests } from './stdin-frames.ts';

/**
 * One Claude process behind the holder: reads its frames in order, translates them and hands them to the supervisor, one
 * at a time and never faster than it takes them. It keeps no queue and decides nothing.
 */
export interface Headless extends ClaudeProcess {
  /** Resolves when Claude answered `initialize`; rejects when the process ended first. */
  readonly ready: Promise<void>;
  /** Resolves when the process is gone and was forgotten. */
  readonly gone: Promise<void>;
}

export interface HeadlessOptions {
  readonly client: HolderClient;
  readonly plan: ClaudePlan;
  readonly sink: ClaudeSink;
  /** What the holder had of it when it was adopted; null when it was started just now. */
  readonly held: HeldProcess | null;
  /** Unix ms. */
  readonly now: () => number;
}

const STOP_GRACE_MS = 2_000;
const UNREADABLE_CHARS = 2_000;

export function createHeadless(options: HeadlessOptions): Headless {
  return new HeadlessProcess(options);
}

class HeadlessProcess implements Headless {
  readonly adopted: boolean;
  readonly ready: Promise<void>;
  readonly gone: Promise<void>;
  private state: TranslateState;
  private released = false;
  private over = false;
  /** Frame number of the newest output handed over, and of the newest one acknowledged. */
  private delivered = 0;
  private acked = 0;
  private initialized = false;
  private early: ClaudeOutput[] = [];
  /** Questions to Claude whose answer somebody waits for, by their id. */
  private readonly asked = new Map<string, (response: Fields) => void>();
  private flushing: Promise<void> = Promise.resolve();
  private settle: { resolve(): void; reject(error: Error): void } = { resolve: () => {}, reject: () => {} };
  private readonly options: HeadlessOptions;
  private readonly key: string;
  private readonly initId = `init-${randomUUID()}`;

  constructor(options: HeadlessOptions) {
    this.options = options;
    this.key = options.plan.session;
    this.adopted = options.held !== null;
    this.state = this.remembered(options.held);
    this.ready = new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
    this.ready.catch(() => {}); // whoever opened it looks; an adopted one is not waited for
    this.gone = this.run(options.held?.acked ?? 0);
    // A process that is gone already tells so by its exit.
    if (!options.held?.exit)
      this.write(this.initId, controlRequest(this.initId, { subtype: 'initialize' })).catch(() => {});
    if (this.adopted) this.begin();
  }

  async prompt(prompt: { command: CommandId; text: string; attachments: readonly Attachment[] }): Promise<void> {
    await this.write(prompt.command, promptFrame(prompt));
  }

  async answer(request: RequestId, answer: Answer): Promise<void> {
    const open = this.state.requests.get(request);
    if (!open) throw new RemoteError('request_closed');
    const detail = misfit(open.request, answer);
    if (detail) throw new RemoteError('answer_mismatch', { detail });
    await this.write(`answer-${request}`, controlSuccess(request, responseTo(open, answer)));
    const requests = new Map(this.state.requests);
    requests.delete(request);
    this.state = { ...this.state, requests };
  }

  async interrupt(): Promise<void> {
    await this.control({ subtype: 'interrupt' });
  }

  async changeSettings(settings: Partial<Settings>): Promise<void> {
    for (const request of settingsRequests(settings)) await this.control(request);
  }

  async rewind(prompt: CommandId, { preview }: { preview: boolean }): Promise<Rewound> {
    const request = { subtype: 'rewind_files', user_message_id: prompt };
    const planned = rewindOf(await this.ask({ ...request, dry_run: true }));
    if (!preview) rewindOf(await this.ask(request)); // its answer does not repeat what it does
    return planned;
  }

  ack(upTo: number): void {
    this.options.client.ack(this.key, upTo);
    this.acked = Math.max(this.acked, upTo);
    this.forgetWhenTaken();
  }

  async stop(): Promise<void> {
    this.options.client.stop(this.key, STOP_GRACE_MS);
    await this.gone;
  }

  release(): void {
    this.released = true;
  }

  private remembered(held: HeldProcess | null): TranslateState {
    const { workspace } = this.options.plan;
    const open = (held?.unanswered ?? []).flatMap((line) => {
      const request = openRequest(fieldsOf(JSON.parse(line)), { workspace, now: this.options.now() });
      return request ? [[request.request.id as string, request] as const] : [];
    });
    return { ...initialTranslate(workspace), requests: new Map(open) };
  }

  private async run(acked: number): Promise<void> {
    let after = acked;
    try {
      while (!this.released) {
        const { frames, exit } = await this.options.client.read(this.key, after);
        for (const frame of frames) {
          if (this.released) return;
          await this.take(frame);
          after = frame.n;
        }
        if (exit) return this.ended(exit);
      }
    } catch (error) {
      if (this.released) return;
      this.ended({
        code: null,
        signal: null,
        stderr: error instanceof Error ? error.message : String(error),
        last: after,
      });
    }
  }

  private async take({ n, line }: HeldFrame): Promise<void> {
    const frame = parseLine(line);
    const response = fieldsOf(frame.response);
    if (frame.type === 'control_response') this.onResponse(response);
    const { state, events, live, unanswerable } = translate(this.state, frame, this.options.now());
    this.state = state;
    for (const id of unanswerable)
      void this.write(`answer-${id}`, controlError(id, 'claude-remote cannot answer this'));
    if (events.length > 0 || live.length > 0) await this.deliver({ upTo: n, events, live });
  }

  /** Nothing is handed over before `open` has returned the process to its owner. */
  private async deliver(output: ClaudeOutput): Promise<void> {
    this.delivered = Math.max(this.delivered, output.upTo);
    if (!this.initialized) this.early.push(output);
    else {
      await this.flushing;
      await this.options.sink.onOutput(output);
    }
  }

  private begin(): void {
    this.initialized = true;
    const { early } = this;
    this.early = [];
    const { sink } = this.options;
    this.flushing = early.reduce((before, output) => before.then(() => sink.onOutput(output)), Promise.resolve());
    this.settle.resolve();
  }

  private onResponse(response: Fields): void {
    if (response.request_id === this.initId && response.subtype === 'success') {
      const { commands, models } = fieldsOf(response.response);
      this.state = {
        ...this.state,
        commands: listOf(commands).map(readCommand),
        models: listOf(models).map(readModel),
      };
      if (!this.initialized) this.begin();
    } else if (this.asked.has(textOf(response.request_id))) {
      this.asked.get(textOf(response.request_id))?.(response);
      this.asked.delete(textOf(response.request_id));
    } else if (response.subtype === 'error' && String(response.request_id).startsWith('host-'))
      this.refusedByClaude(response);
  }

  private refusedByClaude(response: Fields): void {
    const text = `Claude refused a change: ${textOf(response.error)}`;
    const body = { kind: 'notice', level: 'warning', text } as const;
    void this.deliver({ upTo: 0, events: [{ type: 'event', body }], live: [] });
  }

  private ended(exit: Exit): void {
    const detail = exit.stderr.trim().split('\n').slice(-3).join(' ') || `exit ${exit.code ?? exit.signal ?? '?'}`;
    this.settle.reject(new RemoteError('claude_failed', { machine: 'this machine', detail }));
    this.over = true;
    for (const answer of this.asked.values()) answer({ subtype: 'error', error: detail });
    this.asked.clear();
    this.forgetWhenTaken();
    if (this.initialized) this.options.sink.onExit({ code: exit.code, signal: exit.signal, stderr: exit.stderr });
  }

  /** Until the last output is acknowledged (journalled), the holder's copy is the only one that survives a crash. */
  private forgetWhenTaken(): void {
    if (this.over && this.acked >= this.delivered) this.options.client.forget(this.key);
  }

  private async control(request: Fields): Promise<void> {
    const id = `host-${randomUUID()}`;
    await this.write(id, controlRequest(id, request));
  }

  /** The answer to a question; also a refusal is one, and so is the end of the process. */
  private async ask(request: Fields): Promise<Fields> {
    const id = `ask-${randomUUID()}`;
    const answered = new Promise<Fields>((resolve) => this.asked.set(id, resolve));
    await this.write(id, controlRequest(id, request));
    return answered;
  }

  private async write(id: string, frame: Fields): Promise<void> {
    try {
      await this.options.client.write(this.key, id, JSON.stringify(frame));
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      throw new RemoteError('claude_failed', { machine: 'this machine', detail });
    }
  }
}

function parseLine(line: string): Fields {
  try {
    return fieldsOf(JSON.parse(line));
  } catch {
    return { type: 'unreadable', line: line.slice(0, UNREADABLE_CHARS) };
  }
}

function readCommand(value: unknown): SlashCommand {
  const { name, description, argumentHint } = fieldsOf(value);
  return { name: textOf(name), description: textOf(description).slice(0, 300), argumentHint: textOf(argumentHint) };
}

function rewindOf({ subtype, error, response }: Fields): Rewound {
  const { canRewind, error: reason, filesChanged, insertions, deletions } = fieldsOf(response);
  if (subtype !== 'success' || canRewind !== true) {
    const detail = (textOf(reason) || textOf(error) || 'Claude Code gave no reason').replace(/\.$/, '');
    throw new RemoteError('cannot_rewind', { detail });
  }
  return { files: listOf(filesChanged).map(textOf), added: numberOf(insertions), removed: numberOf(deletions) };
}

function readModel(value: unknown): ModelChoice {
  const { value: model, displayName, description } = fieldsOf(value);
  return { value: textOf(model), name: textOf(displayName) || textOf(model), description: textOf(description) };
}
