import {
  type Answer,
  type CommandBody,
  type CommandId,
  type ErrorCode,
  type ErrorDetails,
  type EventBody,
  MAX_QUEUE_LENGTH,
  type PermissionMode,
  type RequestId,
  type SessionId,
  type SessionState,
  type Settings,
  type StoredCommand,
  wireError,
} from '@claude-remote/protocol';
import { misfit, modeOfAnswer } from './answers.ts';
import { isStarted } from './empty-state.ts';

/**
 * What a runner does about a command, decided without doing it: first `record` is journalled (fsynced), then the
 * `effects` run in order. Every command ends in an event that names it, so that a restarted runner can tell which
 * commands it has already acted on: `prompt-queued`, `command-applied` or `command-refused`.
 */
export interface Decision {
  readonly record: readonly EventBody[];
  readonly effects: readonly Effect[];
}

export type Effect =
  /** Start the next queued prompt if nothing runs: see `nextTurn`. */
  | { readonly do: 'run-queue' }
  | { readonly do: 'interrupt' }
  /** Give the answer to Claude, then record `request-closed` and `command-applied` (or `command-refused`). */
  | { readonly do: 'answer'; readonly command: CommandId; readonly request: RequestId; readonly answer: Answer }
  /** Tell a living Claude. */
  | { readonly do: 'apply-settings'; readonly settings: Partial<Settings> }
  /** Put files back, then record `files-rewound` and `command-applied` (or `command-refused`). */
  | { readonly do: 'rewind'; readonly prompt: CommandId }
  /** Take the working tree away, then record `worktree-removed` and `command-applied` (or `command-refused`). */
  | { readonly do: 'remove-worktree'; readonly discard: boolean }
  | { readonly do: 'stop-claude' };

export interface DecideContext {
  /** Unix ms. */
  readonly now: number;
  readonly allowedModes: readonly PermissionMode[];
  /** For `start`: what the machine's policy made of it; an error when it refused. */
  readonly start?: StartPlan;
}

export type StartPlan =
  | {
      readonly ok: true;
      readonly workspace: string;
      readonly claudeSession: SessionId;
      readonly settings: Settings;
      readonly worktree?: SessionState['worktree'];
    }
  | { readonly ok: false; readonly code: ErrorCode; readonly details: ErrorDetails };

export function decide(state: SessionState, command: StoredCommand, context: DecideContext): Decision {
  if (context.now > command.expiresAt) return refuse(command, 'expired');
  const { body } = command;
  if (body.kind === 'start') return decideStart(state, command, { body, context });
  if (!isStarted(state)) return refuse(command, 'session_not_found', { session: state.id });
  if (state.worktree?.removed && NEED_FILES.has(body.kind)) return refuse(command, 'worktree_gone');
  switch (body.kind) {
    case 'prompt':
      return decidePrompt(state, command, body);
    case 'answer':
      return decideAnswer(state, command, { body, context });
    case 'interrupt':
      return decideInterrupt(state, command, body);
    case 'edit-queued':
    case 'remove-queued':
    case 'move-queued':
    case 'send-now':
    case 'resume-queue':
      return decideQueue(state, command, body);
    case 'change-settings':
      return decideSettings(state, command, { body, context });
    case 'settle':
      return decideSettle(state, command, body);
    case 'rewind':
      if (state.turn) return refuse(command, 'turn_running');
      return { record: [], effects: [{ do: 'rewind', prompt: body.prompt }] };
    case 'remove-worktree':
      return decideRemoval(state, command, body);
    case 'rename':
      return apply(command, [{ kind: 'session-renamed', title: body.title }]);
    case 'stop-claude':
      return apply(command, [], [...(state.turn ? [{ do: 'interrupt' } as const] : []), { do: 'stop-claude' }]);
  }
}

/** What cannot be done without the files of the session. */
const NEED_FILES = new Set<CommandBody['kind']>(['prompt', 'settle', 'rewind', 'remove-worktree']);

type Body<Kind extends CommandBody['kind']> = Extract<CommandBody, { kind: Kind }>;
type Asked<Kind extends CommandBody['kind']> = { body: Body<Kind>; context: DecideContext };

function apply(command: StoredCommand, record: readonly EventBody[], effects: readonly Effect[] = []): Decision {
  return { record: [...record, { kind: 'command-applied', command: command.id }], effects };
}

function refuse(command: StoredCommand, code: ErrorCode, details?: ErrorDetails): Decision {
  return { record: [{ kind: 'command-refused', command: command.id, error: wireError(code, details) }], effects: [] };
}

function decideStart(state: SessionState, command: StoredCommand, { body, context }: Asked<'start'>): Decision {
  if (isStarted(state)) return refuse(command, 'session_exists');
  const plan = context.start;
  if (!plan) return refuse(command, 'internal', { ref: 'start without a plan' });
  if (!plan.ok) return refuse(command, plan.code, plan.details);
  if (!context.allowedModes.includes(plan.settings.mode))
    return refuse(command, 'mode_refused', { mode: plan.settings.mode });
  const source = body.from ? (body.from.how === 'fork' ? 'forked' : 'resumed') : 'new';
  return apply(command, [
    {
      kind: 'session-started',
      machine: body.machine,
      workspace: plan.workspace,
      title: body.title ?? '',
      settings: plan.settings,
      by: command.by,
      claudeSession: plan.claudeSession,
      source,
      ...(plan.worktree && { worktree: plan.worktree }),
    },
  ]);
}

/** The data of attachments stays in the journal's command record; events only name them. */
function decidePrompt(state: SessionState, command: StoredCommand, body: Body<'prompt'>): Decision {
  if (body.text.trim() === '' && !body.attachments?.length) return refuse(command, 'empty_prompt');
  if (state.queue.length >= MAX_QUEUE_LENGTH) return refuse(command, 'queue_full', { limit: MAX_QUEUE_LENGTH });
  const attachments = (body.attachments ?? []).map(({ name, mediaType }) => ({ name, mediaType }));
  return {
    record: [{ kind: 'prompt-queued', command: command.id, text: body.text, attachments, by: command.by }],
    effects: [{ do: 'run-queue' }],
  };
}

function decideAnswer(state: SessionState, command: StoredCommand, { body, context }: Asked<'answer'>): Decision {
  const request = state.requests.find((open) => open.id === body.request);
  if (!request) return refuse(command, 'already_answered');
  const detail = misfit(request, body.answer);
  if (detail) return refuse(command, 'answer_mismatch', { detail });
  const mode = modeOfAnswer(request, body.answer);
  if (mode && !context.allowedModes.includes(mode)) return refuse(command, 'mode_refused', { mode });
  return {
    record: [],
    effects: [{ do: 'answer', command: command.id, request: request.id, answer: body.answer }],
  };
}

/** Stop pauses what is queued behind the turn, so that nothing starts on its own; an empty queue needs no pause. */
function decideInterrupt(state: SessionState, command: StoredCommand, body: Body<'interrupt'>): Decision {
  if (body.turn !== undefined && state.turn?.number !== body.turn) return refuse(command, 'stale_turn');
  if (!state.turn && (body.scope === 'turn' || state.queue.length === 0)) return refuse(command, 'no_turn');
  const effects: Effect[] = state.turn ? [{ do: 'interrupt' }] : [];
  if (body.scope === 'all') {
    const removed = state.queue.map((prompt): EventBody => ({ kind: 'prompt-removed', command: prompt.command }));
    const resumed: EventBody[] = state.paused ? [{ kind: 'queue-resumed' }] : [];
    return apply(command, [...removed, ...resumed], effects);
  }
  const pause: EventBody[] =
    state.queue.length > 0 && !state.paused ? [{ kind: 'queue-paused', reason: 'stopped' }] : [];
  return apply(command, pause, effects);
}

type QueueBody = Body<'edit-queued' | 'remove-queued' | 'move-queued' | 'send-now' | 'resume-queue'>;

function decideQueue(state: SessionState, command: StoredCommand, body: QueueBody): Decision {
  if (body.kind === 'resume-queue') return apply(command, resumed(state), [{ do: 'run-queue' }]);
  if (!state.queue.some((prompt) => prompt.command === body.command)) return refuse(command, 'not_queued');
  switch (body.kind) {
    case 'edit-queued':
      if (body.text.trim() === '') return refuse(command, 'empty_prompt');
      return apply(command, [{ kind: 'prompt-edited', command: body.command, text: body.text }]);
    case 'remove-queued':
      return apply(command, [
        { kind: 'prompt-removed', command: body.command },
        ...(state.queue.length === 1 ? resumed(state) : []),
      ]);
    case 'move-queued':
      return apply(command, [{ kind: 'prompt-moved', command: body.command, before: body.before }]);
    case 'send-now': {
      const first = state.queue[0]?.command ?? null;
      const before = first === body.command ? (state.queue[1]?.command ?? null) : first;
      return apply(
        command,
        [{ kind: 'prompt-moved', command: body.command, before }, ...resumed(state)],
        [state.turn ? { do: 'interrupt' } : { do: 'run-queue' }],
      );
    }
  }
}

function resumed(state: SessionState): EventBody[] {
  return state.paused ? [{ kind: 'queue-resumed' }] : [];
}

function decideSettings(
  state: SessionState,
  command: StoredCommand,
  { body, context }: Asked<'change-settings'>,
): Decision {
  if (body.mode && !context.allowedModes.includes(body.mode))
    return refuse(command, 'mode_refused', { mode: body.mode });
  const { kind: _, ...change } = body;
  const settings = { ...state.settings, ...withoutUndefined(change) };
  return apply(
    command,
    [{ kind: 'settings-changed', settings, command: command.id }],
    [{ do: 'apply-settings', settings: withoutUndefined(change) }],
  );
}

function withoutUndefined(change: { [Key in keyof Settings]?: Settings[Key] | undefined }): Partial<Settings> {
  return {
    ...(change.mode !== undefined && { mode: change.mode }),
    ...(change.model !== undefined && { model: change.model }),
    ...(change.effort !== undefined && { effort: change.effort }),
  };
}

/** `again` is a new prompt under the settling command's id: the old id may be spent inside Claude. */
function decideSettle(state: SessionState, command: StoredCommand, body: Body<'settle'>): Decision {
  const doubt = state.doubtful.find((candidate) => candidate.command === body.command);
  if (!doubt) return refuse(command, 'not_queued');
  const settled: EventBody = { kind: 'doubt-settled', command: body.command, how: body.how };
  if (body.how === 'leave') return apply(command, [settled]);
  const again: EventBody = {
    kind: 'prompt-queued',
    command: command.id,
    text: doubt.text,
    attachments: [],
    by: command.by,
  };
  return { record: [settled, again], effects: [{ do: 'run-queue' }] };
}

/** Prompts that wait would find no files; their person empties the queue first. */
function decideRemoval(state: SessionState, command: StoredCommand, { discard }: Body<'remove-worktree'>): Decision {
  if (!state.worktree) return refuse(command, 'worktree_kept', { detail: 'this session has none of its own' });
  if (state.turn) return refuse(command, 'turn_running');
  if (state.queue.length > 0) return refuse(command, 'worktree_kept', { detail: 'prompts wait in its queue' });
  return { record: [], effects: [{ do: 'remove-worktree', discard }] };
}
