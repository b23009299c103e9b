import type { ModelChoice, SlashCommand } from '@claude-remote/protocol';
import type { ClaudeEvent, ClaudeOutput } from '../driver.ts';
import type { OpenRequest } from './requests.ts';
import { type Activity, type Spent, totalOf } from './spent.ts';

/** What the translation of one process remembers between frames. A value; every step makes a new one. */
export interface TranslateState {
  readonly workspace: string;
  /** From the initialize response. */
  readonly commands: readonly SlashCommand[];
  readonly models: readonly ModelChoice[];
  /** What `claude-started` last said, so that the init frame of every turn does not repeat it. */
  readonly announced: { readonly model: string; readonly claudeSession: string } | null;
  /** The block that is being streamed, by parent tool (empty for the main conversation). */
  readonly streams: ReadonlyMap<string, Streaming>;
  /** Open requests by their id. */
  readonly requests: ReadonlyMap<string, OpenRequest>;
  /** The newest plan as Claude wrote it, by its tool call: the request for approval may come without it. */
  readonly plan: { readonly tool: string; readonly text: string } | null;
  /** The prompt that Claude took last; null after an adoption. */
  readonly prompt: string | null;
  /** `assistant.error` of the running turn, e.g. `authentication_failed`. */
  readonly error: string | null;
  /** What Claude was last said to do. */
  readonly activity: Activity | null;
  /** Null when the beginning of the turn was not seen. */
  readonly spent: Spent | null;
}

export interface Streaming {
  /** Message and index: the id of the block on the wire. */
  readonly block: string;
  readonly kind: 'text' | 'thinking' | 'tool';
  /** Characters so far; null when its beginning was not seen (adopted in the middle). */
  readonly length: number | null;
  readonly startedAt: number;
}

export interface Translated {
  readonly state: TranslateState;
  readonly events: readonly ClaudeEvent[];
  readonly live: ClaudeOutput['live'];
  /** Control requests that nobody here can answer: they get an error at once. */
  readonly unanswerable: readonly string[];
}

export function initialTranslate(workspace: string): TranslateState {
  return {
    workspace,
    commands: [],
    models: [],
    announced: null,
    streams: new Map(),
    requests: new Map(),
    plan: null,
    prompt: null,
    error: null,
    activity: null,
    spent: null,
  };
}

export function translated(state: TranslateState, parts: Partial<Omit<Translated, 'state'>> = {}): Translated {
  return { state, events: [], live: [], unanswerable: [], ...parts };
}

/** Says what Claude does, with what the turn has used so far where that is known. */
export function doing(state: TranslateState, activity: Activity): Translated {
  const { spent } = state;
  const live = spent === null ? activity : { ...activity, usage: totalOf(spent) };
  return translated({ ...state, activity }, { live: [live] });
}
