import type { Answer, CommandId, RequestId, Settings, StoredCommand, WireError } from '@claude-remote/protocol';
import type { DecideContext } from '@claude-remote/session';
import type { ClaudeOutput, HeldClaude, PromptEvidence, Rewound } from '../claude/driver.ts';
import type { RawPrompt } from '../journal/memory.ts';

/** Everything that a session's actor hears, one at a time. */
export type Input =
  /** The runner started; `held`: Claude's process, when it is still there. */
  | { readonly type: 'begin'; readonly held: HeldClaude | null }
  | { readonly type: 'command'; readonly command: StoredCommand; readonly context: DecideContext }
  | { readonly type: 'opened'; readonly adopted: boolean }
  | { readonly type: 'open-failed'; readonly error: WireError }
  | { readonly type: 'output'; readonly outputs: readonly ClaudeOutput[] }
  | { readonly type: 'exited'; readonly detail: string }
  | { readonly type: 'prompt-failed'; readonly turn: number; readonly error: WireError }
  | { readonly type: 'answered'; readonly given: GivenAnswer; readonly error: WireError | null }
  /** Somebody needs Claude's process, though there is no prompt for it. */
  | { readonly type: 'wanted' }
  | { readonly type: 'rewound'; readonly given: GivenRewind; readonly outcome: Rewound | WireError }
  | { readonly type: 'tree-removed'; readonly given: GivenRemoval; readonly error: WireError | null }
  /** Claude was told the settings that were recorded. */
  | { readonly type: 'settings-told' }
  /** Null: nobody can tell. */
  | { readonly type: 'evidence'; readonly command: CommandId; readonly evidence: PromptEvidence | null }
  | { readonly type: 'overdue'; readonly what: Overdue };

export interface GivenAnswer {
  readonly command: StoredCommand;
  readonly request: RequestId;
  readonly answer: Answer;
}

interface GivenRewind {
  readonly command: StoredCommand;
  readonly prompt: CommandId;
}

export interface GivenRemoval {
  readonly command: StoredCommand;
  readonly discard: boolean;
}

/** idle: nothing to do for long; silent: a turn without a sign of life; stop: an interrupt that Claude does not obey. */
export type Overdue = 'idle' | 'silent' | 'stop';

/** What the actor does after a step is on the disk. None is awaited: each comes back as an input. */
export type ActorAction =
  | { readonly do: 'open'; readonly settings: Settings }
  | { readonly do: 'send-prompt'; readonly turn: number; readonly command: CommandId; readonly prompt: RawPrompt }
  | { readonly do: 'answer'; readonly given: GivenAnswer }
  | { readonly do: 'rewind'; readonly given: GivenRewind }
  /** Once Claude's process is gone. */
  | { readonly do: 'remove-worktree'; readonly given: GivenRemoval }
  | { readonly do: 'interrupt' }
  | { readonly do: 'change-settings'; readonly settings: Partial<Settings> }
  | { readonly do: 'stop' }
  | { readonly do: 'find-evidence'; readonly command: CommandId }
  | { readonly do: 'acknowledge'; readonly upTo: number };

/** What the actor knows besides the journal; gone with the runner's process. */
export interface Presence {
  readonly claude: ClaudePhase;
  /** Requests whose answer is on its way to Claude. */
  readonly answering: readonly RequestId[];
  /** Answers that wait for Claude's process to be adopted. */
  readonly deferred: readonly { readonly command: StoredCommand; readonly context: DecideContext }[];
  /** Files are being put back or taken away: no prompt may work on them meanwhile. */
  readonly rewinding: boolean;
  /** Times Claude was brought back within the running turn. */
  readonly restarts: number;
}

type ClaudePhase =
  | { readonly is: 'gone' }
  | { readonly is: 'opening'; readonly settings: Settings }
  | { readonly is: 'open' }
  | { readonly is: 'stopping'; readonly why: 'idle' | 'stopped' }
  /** The process is gone in the middle of a turn; the transcript is being read. */
  | { readonly is: 'examined' };

export const NEWBORN: Presence = { claude: { is: 'gone' }, answering: [], deferred: [], rewinding: false, restarts: 0 };
