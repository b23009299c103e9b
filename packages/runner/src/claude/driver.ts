import type {
  Answer,
  Attachment,
  CommandId,
  EventBody,
  LiveValue,
  RequestId,
  SessionId,
  Settings,
  WireError,
} from '@claude-remote/protocol';

/**
 * The only door between the supervisor and Claude Code. Everything behind it (processes, the holder, stream-json, control
 * requests, transcripts on disk) is this folder's own business; everything before it speaks the product's words.
 */
export interface ClaudeDriver {
  /** Whether Claude Code can be started here, without starting it. */
  check(): Promise<{ path: string; version: string } | { problem: WireError }>;
  /**
   * Sessions whose Claude process the holder still has, e.g. after a crash of the runner: it lives, or it ended while
   * nobody listened. `open` then adopts what is there (also one that ended: its frames, then `onExit`) and starts nothing.
   */
  held(): Promise<HeldClaude[]>;
  /**
   * Adopts the session's living process, or starts one. Frames that the holder kept since the last `ack` are replayed to
   * `sink` first. Rejects with a `RemoteError` (`claude_missing`, `claude_login`, `claude_failed`).
   */
  open(plan: ClaudePlan, sink: ClaudeSink): Promise<ClaudeProcess>;
  /** What the transcript on disk says about a prompt, for a session whose process is gone. */
  evidence(plan: ClaudePlan, command: CommandId): Promise<PromptEvidence>;
}

export interface HeldClaude {
  readonly session: SessionId;
  /** Requests of this process whose answer Claude was given: the runner that gave it may have died before it noted that. */
  readonly answered: readonly RequestId[];
}

export interface ClaudePlan {
  readonly session: SessionId;
  /** Claude's own id of the conversation. */
  readonly claudeSession: SessionId;
  readonly workspace: string;
  readonly settings: Settings;
  /** `new`: --session-id; `resume`: --resume; `fork`: --resume of `forkOf` with --fork-session. */
  readonly begin: 'new' | 'resume' | 'fork';
  readonly forkOf?: SessionId;
  /** With `fork`: only what was said before this prompt. */
  readonly forkBefore?: CommandId;
  /** The machine allows the mode in which nothing is asked: Claude takes it later only when it was started so. */
  readonly mayBypass?: boolean;
}

/** absent: Claude never wrote it down, or nothing after it. answered: done. interrupted: a tool call without an end. */
export type PromptEvidence = 'absent' | 'unanswered' | 'answered' | 'interrupted';

/**
 * What came out of Claude, translated, in order. `upTo` is the holder's frame number to `ack` once it is journalled. After
 * a crash frames that were journalled but not acknowledged come again: outputs up to the journalled number are dropped,
 * so an adopted process must give outputs that end at the same numbers (one output per frame is the simple way).
 */
export interface ClaudeOutput {
  readonly upTo: number;
  /** Durable things that happened, in order; turn numbers and command ids are filled in by the supervisor (see `TurnResult`). */
  readonly events: readonly ClaudeEvent[];
  readonly live: readonly LiveValue[];
}

/** Events that Claude alone can tell are event bodies as they are; those that belong to a turn come as signals. */
export type ClaudeEvent =
  | { readonly type: 'event'; readonly body: EventBody }
  /** Claude has the prompt (its echo or lifecycle frame). */
  | { readonly type: 'prompt-taken'; readonly command: CommandId }
  | { readonly type: 'turn-result'; readonly result: TurnResult }
  /** The permission mode or model changed inside Claude (e.g. a plan was approved). */
  | { readonly type: 'settings'; readonly settings: Partial<Settings> };

export interface TurnResult {
  readonly outcome: 'done' | 'interrupted' | 'failed';
  readonly error?: WireError;
  /** USD since this process started (cumulative), as Claude counts. */
  readonly processCostUsd: number;
  readonly usage: { input: number; output: number; cacheRead: number; cacheWrite: number };
  readonly durationMs: number;
  readonly rounds: number;
  readonly text?: string;
  /** What is checked out now in the workspace; see `turn-ended`. */
  readonly branch?: string | null;
}

export interface ClaudeSink {
  /** Not called again before the returned promise settles: a full journal thus stops the reading of Claude. */
  onOutput(output: ClaudeOutput): Promise<void>;
  /** The process is gone and every frame before its end was delivered. */
  onExit(exit: { code: number | null; signal: string | null; stderr: string }): void;
}

/** Absolute paths, and the lines that come and go. */
export interface Rewound {
  readonly files: readonly string[];
  readonly added: number;
  readonly removed: number;
}

export interface ClaudeProcess {
  /** True when a process that was already running was adopted. */
  readonly adopted: boolean;
  /** Resolves when the holder has the frame. Sending the same command again is harmless. */
  prompt(prompt: { command: CommandId; text: string; attachments: readonly Attachment[] }): Promise<void>;
  /** Throws `answer_mismatch` when the answer does not fit; `request_closed` when Claude no longer waits. */
  answer(request: RequestId, answer: Answer): Promise<void>;
  /** Ends the running turn; its result comes as a `turn-result`. */
  interrupt(): Promise<void>;
  changeSettings(settings: Partial<Settings>): Promise<void>;
  /**
   * Puts the files that Claude edited back to how they were before that prompt, or with `preview` says what that would
   * change. Throws `cannot_rewind`.
   */
  rewind(prompt: CommandId, how: { readonly preview: boolean }): Promise<Rewound>;
  ack(upTo: number): void;
  /** Ends the process and everything it started; resolves when they are gone. */
  stop(): Promise<void>;
  /** Lets go without ending the process (the runner shuts down, Claude goes on). */
  release(): void;
}
