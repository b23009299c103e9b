import type {
  Attachment,
  CommandId,
  Event,
  SessionId,
  SessionState,
  Settings,
  StoredCommand,
  ToolId,
} from '@claude-remote/protocol';
import { applyEvent, emptyState } from '@claude-remote/session';
import type { JournalRecord, Step } from './record.ts';

/**
 * What the runner knows of a session: the state that everybody folds, and what only its runner needs. A fold of the
 * journal, so that a restarted runner knows exactly what the one before it had made durable.
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
export type Origin = { readonly begin: 'new' | 'resume' } | { readonly begin: 'fork'; readonly of: SessionId };

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

export function remember(memory: Memory, record: JournalRecord): Memory {
  switch (record.r) {
    case 'command':
      return rememberCommand(memory, record.command);
    case 'step':
      return rememberStep(memory, record);
    case 'snapshot':
      return record.memory;
  }
}

function rememberCommand(memory: Memory, command: StoredCommand): Memory {
  if (command.cseq <= memory.cseq) return memory;
  const { body } = command;
  const kept = { ...memory, cseq: command.cseq, waiting: [...memory.waiting, command] };
  if (body.kind === 'start' && !memory.start) return { ...kept, start: body };
  if (body.kind !== 'prompt') return kept;
  const raw = { text: body.text, attachments: body.attachments ?? [] };
  return { ...kept, prompts: { ...memory.prompts, [command.id]: raw } };
}

function rememberStep(memory: Memory, step: Step): Memory {
  const edited = step.acted?.length ? editedPrompts(memory, step.acted) : memory.prompts;
  let next: Memory = {
    ...memory,
    prompts: edited,
    ...(step.acted?.length && { waiting: memory.waiting.filter((command) => !step.acted?.includes(command.id)) }),
    ...(step.newProcess && { frame: 0, stop: null, settings: null }),
    ...(step.frame !== undefined && { frame: step.frame }),
    ...(step.processCostUsd !== undefined && { processCostUsd: step.processCostUsd }),
    ...(step.stop && { stop: step.stop }),
    ...(step.settings && { settings: step.settings }),
    ...(step.settingsTold && { settings: null }),
  };
  for (const event of step.events) next = rememberEvent(next, event);
  return next.prompts === edited && step.events.length === 0 ? next : forgetPrompts(next);
}

function rememberEvent(memory: Memory, event: Event): Memory {
  const next = { ...memory, state: applyEvent(memory.state, event) };
  const { body } = event;
  switch (body.kind) {
    case 'command-applied':
      return { ...next, begun: memory.begun || memory.state.turn?.command === body.command };
    case 'turn-started':
    case 'blocks-superseded':
      return { ...next, blocks: [] };
    case 'text':
    case 'thinking':
      return { ...next, blocks: [...memory.blocks, body.block] };
    case 'tool-started':
      return { ...next, tools: [...memory.tools, body.tool] };
    case 'tool-ended':
      return { ...next, tools: memory.tools.filter((tool) => tool !== body.tool) };
    case 'turn-ended':
      return { ...next, blocks: [], stop: memory.stop === 'claude' ? 'claude' : null };
    case 'claude-ended':
      return { ...next, stop: null };
    default:
      return next;
  }
}

/** How Claude's process must begin when none lives. */
export function originOf({ start, begun }: Memory): Origin {
  if (begun) return { begin: 'resume' };
  if (!start?.from) return { begin: 'new' };
  const { how, claudeSession } = start.from;
  return how === 'fork' ? { begin: 'fork', of: claudeSession } : { begin: 'resume' };
}

/** Edits and second attempts change what Claude will get; both come as commands that this step acts on. */
function editedPrompts(memory: Memory, acted: readonly CommandId[]): Memory['prompts'] {
  let { prompts } = memory;
  for (const command of memory.waiting) {
    if (!acted.includes(command.id)) continue;
    const { body } = command;
    const old = 'command' in body ? prompts[body.command] : undefined;
    if (!old) continue;
    if (body.kind === 'edit-queued') prompts = { ...prompts, [body.command]: { ...old, text: body.text } };
    if (body.kind === 'settle' && body.how === 'again') prompts = { ...prompts, [command.id]: old };
  }
  return prompts;
}

/** Keeps only what may still go to Claude. */
function forgetPrompts(memory: Memory): Memory {
  const { state, waiting, prompts } = memory;
  const needed = new Set<string>(state.queue.map((prompt) => prompt.command));
  if (state.turn) needed.add(state.turn.command);
  for (const doubt of state.doubtful) needed.add(doubt.command);
  for (const command of waiting) needed.add(command.id);
  const entries = Object.entries(prompts);
  if (entries.every(([id]) => needed.has(id))) return memory;
  return { ...memory, prompts: Object.fromEntries(entries.filter(([id]) => needed.has(id))) };
}
