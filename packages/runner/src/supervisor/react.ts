import type { EventBody, RequestId, StoredCommand } from '@claude-remote/protocol';
import { wireError } from '@claude-remote/protocol';
import { type DecideContext, decide, decisionOf, type Effect, isStarted, saidWith } from '@claude-remote/session';
import type { ClaudeEvent, ClaudeOutput, HeldClaude } from '../claude/driver.ts';
import type { Draft } from './draft.ts';
import type { GivenAnswer, Input, Overdue } from './inputs.ts';
import {
  buryProcess,
  deliver,
  endTurn,
  examine,
  isStopped,
  openClaude,
  runQueue,
  takeEvidence,
  takeResult,
} from './turns.ts';

/**
 * What a session does about anything that it hears: decided here, purely, into a draft. The actor records the draft and
 * then acts on it; nothing here waits, reads a clock or touches a process.
 */
export function react(draft: Draft, input: Input, limits: { silentSeconds: number }): void {
  switch (input.type) {
    case 'begin':
      begin(draft, input.held);
      return;
    case 'command':
      onCommand(draft, input.command, input.context);
      return;
    case 'opened':
      onOpened(draft, input.adopted);
      return;
    case 'open-failed':
      if (draft.presence.claude.is !== 'opening') return;
      draft.become({ claude: { is: 'gone' } });
      endTurn(draft, { outcome: 'failed', error: input.error });
      replayDeferred(draft);
      runQueue(draft);
      return;
    case 'output':
      for (const output of input.outputs) onOutput(draft, output);
      return;
    case 'exited':
      onExited(draft, input.detail);
      return;
    case 'prompt-failed':
      if (draft.state.turn?.number !== input.turn) return;
      endTurn(draft, { outcome: 'failed', error: input.error });
      runQueue(draft);
      return;
    case 'answered':
      onAnswered(draft, input);
      return;
    case 'wanted':
      if (draft.presence.claude.is === 'gone' && isStarted(draft.state)) openClaude(draft);
      return;
    case 'rewound':
      onRewound(draft, input);
      return;
    case 'tree-removed':
      onTreeRemoved(draft, input);
      return;
    case 'settings-told':
      draft.marks.settingsTold = true;
      return;
    case 'evidence':
      if (draft.state.turn?.command === input.command) takeEvidence(draft, input.evidence);
      return;
    case 'overdue':
      onOverdue(draft, input.what, limits);
      return;
  }
}

/** The first thing after the runner's start: go on exactly where the runner before this one was. */
function begin(draft: Draft, held: HeldClaude | null): void {
  if (held) {
    noteAnswered(draft, held.answered);
    // Adopt: the process keeps its frame numbers, so this is not a new one.
    const { settings } = draft.state;
    draft.become({ claude: { is: 'opening', settings } });
    draft.act({ do: 'open', settings });
    return;
  }
  buryProcess(draft, 'machine-restarted');
  if (draft.state.turn) examine(draft);
  else runQueue(draft);
}

/**
 * What the runner before this one told Claude and could not note any more, said before anything that Claude did with it. It
 * gave no answer while one before it was undecided, so that the first that waits is the one.
 */
function noteAnswered(draft: Draft, answered: readonly RequestId[]): void {
  for (const { id } of draft.state.requests.filter((open) => answered.includes(open.id))) {
    const given = draft.memory.waiting.flatMap((command) => givenAnswer(command, id))[0];
    if (given) onAnswered(draft, { given, error: null });
    // Nobody here knows how: the journal was damaged, or is an older one.
    else draft.record({ kind: 'request-closed', request: id, closing: { how: 'withdrawn', reason: 'elsewhere' } });
  }
}

function givenAnswer(command: StoredCommand, request: RequestId): GivenAnswer[] {
  const { body } = command;
  return body.kind === 'answer' && body.request === request ? [{ command, request, answer: body.answer }] : [];
}

function onCommand(draft: Draft, command: StoredCommand, context: DecideContext): void {
  if (!draft.memory.waiting.some(({ id }) => id === command.id)) return; // noted when Claude was adopted
  const { body } = command;
  if (body.kind === 'answer') {
    if (draft.presence.claude.is === 'opening') {
      draft.become({ deferred: [...draft.presence.deferred, { command, context }] });
      return;
    }
    if (draft.presence.answering.includes(body.request)) {
      draft.marks.acted = [...(draft.marks.acted ?? []), command.id];
      draft.record({ kind: 'command-refused', command: command.id, error: wireError('already_answered') });
      return;
    }
  }
  const decision = decide(draft.state, command, context);
  draft.record(...decision.record.map((recorded) => wholeText(draft, command, recorded)));
  // What Claude must do first is acted on when it has.
  const awaited = decision.effects.some((effect) => AWAITED.has(effect.do));
  if (!awaited) draft.marks.acted = [...(draft.marks.acted ?? []), command.id];
  for (const effect of decision.effects) onEffect(draft, effect, command);
}

const AWAITED = new Set<Effect['do']>(['answer', 'rewind', 'remove-worktree']);

/** A second attempt repeats the whole prompt; the state remembers only its first line. */
function wholeText(draft: Draft, command: StoredCommand, body: EventBody): EventBody {
  if (command.body.kind !== 'settle' || body.kind !== 'prompt-queued') return body;
  const raw = draft.memory.prompts[command.body.command];
  if (!raw) return body;
  const attachments = raw.attachments.map(({ name, mediaType }) => ({ name, mediaType }));
  return { ...body, text: raw.text, attachments };
}

function onEffect(draft: Draft, effect: Effect, command: StoredCommand): void {
  const { claude } = draft.presence;
  switch (effect.do) {
    case 'run-queue':
      runQueue(draft);
      return;
    case 'interrupt':
      interrupt(draft);
      return;
    case 'answer':
      draft.become({ answering: [...draft.presence.answering, effect.request] });
      draft.act({ do: 'answer', given: { command, request: effect.request, answer: effect.answer } });
      return;
    case 'rewind':
      draft.become({ rewinding: true });
      draft.act({ do: 'rewind', given: { command, prompt: effect.prompt } });
      return;
    case 'remove-worktree':
      draft.become({ rewinding: true });
      if (claude.is === 'open') stopClaude(draft, 'stopped');
      draft.act({ do: 'remove-worktree', given: { command, discard: effect.discard } });
      return;
    case 'apply-settings':
      // A process that is not there yet starts with the settings that were just recorded; see `onOpened`.
      if (claude.is !== 'open') return;
      draft.marks.settings = effect.settings;
      draft.act({ do: 'change-settings', settings: effect.settings });
      return;
    case 'stop-claude':
      if (claude.is !== 'open' && claude.is !== 'opening') return;
      draft.marks.stop = draft.state.turn ? 'claude' : 'process';
      if (draft.state.queue.length > 0 && !draft.state.paused)
        draft.record({ kind: 'queue-paused', reason: 'stopped' });
      if (claude.is === 'open') stopClaude(draft, 'stopped');
  }
}

function interrupt(draft: Draft): void {
  const { turn } = draft.state;
  if (!turn) return;
  if (draft.presence.claude.is === 'open') {
    draft.marks.stop = { turn: turn.number };
    draft.act({ do: 'interrupt' });
    return;
  }
  if (draft.presence.claude.is === 'opening' && turn.applied) {
    draft.marks.stop = { turn: turn.number }; // being adopted: told when it is
    return;
  }
  // What Claude still says of the turn comes before its end, and that is on the way.
  if (draft.presence.claude.is === 'stopping' && draft.memory.stop === 'claude') return;
  // Claude does not have the prompt: nothing to stop there.
  endTurn(draft, { outcome: 'interrupted' });
  if (draft.presence.claude.is === 'examined') draft.become({ claude: { is: 'gone' } });
  runQueue(draft);
}

function stopClaude(draft: Draft, why: 'idle' | 'stopped'): void {
  draft.become({ claude: { is: 'stopping', why } });
  draft.act({ do: 'stop' });
}

function onOpened(draft: Draft, adopted: boolean): void {
  const before = draft.presence.claude;
  const startedWith = before.is === 'opening' ? before.settings : draft.state.settings;
  draft.become({ claude: { is: 'open' } });
  const stop = draft.marks.stop ?? draft.memory.stop;
  if (stop === 'claude' || stop === 'process') {
    stopClaude(draft, 'stopped');
    return;
  }
  if (adopted && draft.memory.settings) draft.act({ do: 'change-settings', settings: draft.memory.settings });
  else if (startedWith !== draft.state.settings) draft.act({ do: 'change-settings', settings: draft.state.settings });
  const { turn } = draft.state;
  if (turn && stop && stop.turn === turn.number) draft.act({ do: 'interrupt' });
  // Also to an adopted one: it may have been opened to ask again, and what it has already is not written to it twice.
  else if (turn) deliver(draft);
  else runQueue(draft);
  replayDeferred(draft);
}

function replayDeferred(draft: Draft): void {
  const { deferred } = draft.presence;
  draft.become({ deferred: [] });
  for (const { command, context } of deferred) onCommand(draft, command, context);
}

function onOutput(draft: Draft, output: ClaudeOutput): void {
  const known = draft.marks.frame ?? draft.memory.frame;
  // Number 0 is no frame of Claude's: the driver itself has something to tell.
  if (output.upTo > known || output.upTo === 0) {
    if (output.upTo > known && output.events.length > 0) draft.marks.frame = output.upTo;
    for (const event of output.events) onClaudeEvent(draft, event);
  }
  if (output.upTo > 0) draft.act({ do: 'acknowledge', upTo: output.upTo });
}

function onClaudeEvent(draft: Draft, event: ClaudeEvent): void {
  const { turn } = draft.state;
  switch (event.type) {
    case 'event':
      if (!isRepeated(draft, event.body)) draft.record(event.body);
      return;
    case 'prompt-taken': {
      if (turn?.command !== event.command || turn.applied) return;
      draft.record({ kind: 'command-applied', command: event.command });
      // The interrupt was sent when Claude had nothing to interrupt.
      const stop = draft.marks.stop ?? draft.memory.stop;
      if (stop && typeof stop === 'object' && stop.turn === turn.number) draft.act({ do: 'interrupt' });
      return;
    }
    case 'turn-result':
      takeResult(draft, event.result);
      return;
    case 'settings': {
      const { settings } = draft.state;
      const changed = { ...settings, ...event.settings };
      const same =
        changed.mode === settings.mode && changed.model === settings.model && changed.effort === settings.effort;
      if (!same) draft.record({ kind: 'settings-changed', settings: changed });
    }
  }
}

/** A driver that adopted a process may announce again what is already known to be open. */
function isRepeated(draft: Draft, body: EventBody): boolean {
  const { requests } = draft.state;
  if (body.kind === 'request-opened') return requests.some((open) => open.id === body.request.id);
  if (body.kind === 'request-closed') return !requests.some((open) => open.id === body.request);
  return false;
}

function onExited(draft: Draft, detail: string): void {
  const { claude } = draft.presence;
  buryProcess(draft, claude.is === 'stopping' ? claude.why : 'crashed', claude.is === 'stopping' ? undefined : detail);
  draft.become({ claude: { is: 'gone' }, answering: [] });
  replayDeferred(draft);
  const turn = draft.state.turn;
  if (!turn) {
    runQueue(draft);
    return;
  }
  // A prompt that waited for the old process to be gone was never given to it.
  if (claude.is === 'stopping' && !turn.applied && !isStopped(draft)) {
    deliver(draft);
    return;
  }
  examine(draft);
}

function onAnswered(draft: Draft, { given, error }: { given: GivenAnswer; error: AnswerError }): void {
  const { command, request, answer } = given;
  draft.become({ answering: draft.presence.answering.filter((id) => id !== request) });
  draft.marks.acted = [...(draft.marks.acted ?? []), command.id];
  if (error) {
    draft.record({ kind: 'command-refused', command: command.id, error });
    return;
  }
  const message = saidWith(answer);
  if (draft.state.requests.some((open) => open.id === request))
    draft.record({
      kind: 'request-closed',
      request,
      closing: {
        how: 'answered',
        decision: decisionOf(answer),
        by: command.by,
        command: command.id,
        ...(message !== undefined && { message }),
      },
    });
  draft.record({ kind: 'command-applied', command: command.id });
}

function onRewound(draft: Draft, { given, outcome }: Extract<Input, { type: 'rewound' }>): void {
  const { id, by } = given.command;
  draft.become({ rewinding: false });
  draft.marks.acted = [...(draft.marks.acted ?? []), id];
  if ('code' in outcome) draft.record({ kind: 'command-refused', command: id, error: outcome });
  else {
    const { files, added, removed } = outcome;
    draft.record({ kind: 'files-rewound', command: id, prompt: given.prompt, by, files: [...files], added, removed });
    draft.record({ kind: 'command-applied', command: id });
  }
  runQueue(draft);
}

/** Prompts that came meanwhile find no files. */
function onTreeRemoved(draft: Draft, { given, error }: Extract<Input, { type: 'tree-removed' }>): void {
  const { id, by } = given.command;
  draft.become({ rewinding: false });
  draft.marks.acted = [...(draft.marks.acted ?? []), id];
  if (error) draft.record({ kind: 'command-refused', command: id, error });
  else {
    draft.record({ kind: 'worktree-removed', command: id, by }, { kind: 'command-applied', command: id });
    for (const { command } of draft.state.queue)
      draft.record({ kind: 'command-refused', command, error: wireError('worktree_gone') });
  }
  runQueue(draft);
}

type AnswerError = Extract<Input, { type: 'answered' }>['error'];

function onOverdue(draft: Draft, what: Overdue, { silentSeconds }: { silentSeconds: number }): void {
  if (draft.presence.claude.is !== 'open') return;
  switch (what) {
    case 'idle':
      if (!draft.state.turn) stopClaude(draft, 'idle');
      return;
    case 'silent':
      if (!draft.state.turn) return;
      draft.act({ do: 'interrupt' });
      endTurn(draft, { outcome: 'failed', error: wireError('claude_silent', { seconds: silentSeconds }) });
      stopClaude(draft, 'stopped');
      runQueue(draft);
      return;
    case 'stop':
      if (!draft.state.turn) return;
      endTurn(draft, { outcome: 'interrupted' });
      stopClaude(draft, 'stopped');
      runQueue(draft);
      return;
  }
}
