import type {
  Attachment,
  CommandId,
  SessionId,
  SessionState,
  Settings,
  StoredCommand,
  ToolId,
} from '@claude-remote/protocol';
import { emptyState } from '@claude-remote/session';
import type { Step } from './step.ts';

/**
 * What the runner knows of a session: the state that everybody folds, and what only its runner needs. A fold of the
 * journal (remember.ts), so that a restarted runner knows exactly what the one before it had made durable.
 */
export interface Memory {
  readonly state: SessionState;
  /** Newest command that is in the journal. */
  readonly cseq: number;
  /** Commands not acted on yet, in the hub's order. */
  readonly waiting: readonly StoredCommand[];
  /** What Claude gets, as the person wrote it (events are redacted), for prompts that may still be sent. */
  readonly prompts: Readonly<Record<CommandId, RawPrompt>>;
  /** Newest frame of the Claude process that is in the journal. */
  readonly frame: number;
  /** USD on Claude's own counter at the last result. */
  readonly processCostUsd: number;
  /** A stop that was decided and may not have reached Claude. */
  readonly stop: Step['stop'] | null;
  /** Settings that were decided and that Claude may not know. */
  readonly settings: Partial<Settings> | null;
  /** The command that made the session. */
  readonly start: StartBody | null;
  /** Claude is known to have taken a prompt, so there is a conversation to resume. */
  readonly begun: boolean;
  /** Blocks shown since the running turn began: superseded if Claude must answer anew. */
  readonly blocks: readonly string[];
  /** Tool calls without an end. */
  readonly tools: readonly ToolId[];
}

export interface RawPrompt {
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

type StartBody = Extract<StoredCommand['body'], { kind: 'start' }>;
export type Origin =
  | { readonly begin: 'new' | 'resume' }
  | { readonly begin: 'fork'; readonly of: SessionId; readonly before?: CommandId };

export function emptyMemory(session: SessionId): Memory {
  return {
    state: emptyState(session),
    cseq: 0,
    waiting: [],
    prompts: {},
    frame: 0,
    processCostUsd: 0,
    stop: null,
    settings: null,
    start: null,
    begun: false,
    blocks: [],
    tools: [],
  };
}

/** How Claude's process must begin when none lives. */
export function originOf({ start, begun }: Memory): Origin {
  if (begun) return { begin: 'resume' };
  if (!start?.from) return { begin: 'new' };
  const { how, claudeSession, before } = start.from;
  return how === 'fork' ? { begin: 'fork', of: claudeSession, ...(before && { before }) } : { begin: 'resume' };
}
