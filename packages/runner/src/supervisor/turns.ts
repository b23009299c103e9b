import type { EventBody, Usage, WireError } from '@claude-remote/protocol';
import { wireError } from '@claude-remote/protocol';
import { afterTurn, nextTurn } from '@claude-remote/session';
import type { PromptEvidence, TurnResult } from '../claude/driver.ts';
import type { Draft } from './draft.ts';

/** Beginning, ending and rescuing turns. Pure: everything is written into a draft. */

/** Starts the next queued prompt if it may start: the intent is recorded before Claude gets it. */
export function runQueue(draft: Draft): void {
  const next = nextTurn(draft.state);
  if (!next || draft.presence.rewinding) return;
  draft.record(next.record);
  draft.become({ restarts: 0 });
  deliver(draft);
}

/** Brings the running turn's prompt to Claude, or begins what leads there. */
export function deliver(draft: Draft): void {
  const { turn } = draft.state;
  if (!turn) return;
  const { claude } = draft.presence;
  switch (claude.is) {
    case 'gone':
      openClaude(draft);
      return;
    case 'open': {
      const prompt = draft.memory.prompts[turn.command] ?? { text: queuedText(draft), attachments: [] };
      draft.act({ do: 'send-prompt', turn: turn.number, command: turn.command, prompt });
      return;
    }
    case 'opening':
    case 'stopping':
    case 'examined':
      return; // what follows comes by here again
  }
}

/** The text of a prompt whose command is no longer there: the one that the events hold. */
function queuedText(draft: Draft): string {
  const started = draft.events.find((body) => body.kind === 'turn-started');
  return started?.kind === 'turn-started' ? started.text : '';
}

export function openClaude(draft: Draft): void {
  const { settings } = draft.state;
  draft.marks.newProcess = true;
  draft.become({ claude: { is: 'opening', settings } });
  draft.act({ do: 'open', settings });
}

export function endTurn(draft: Draft, end: TurnEnd): void {
  const { turn } = draft.state;
  if (!turn) return;
  const { outcome, error, costUsd = 0, usage = NO_USAGE, durationMs = 0, rounds = 0, result, branch } = end;
  const limited = draft.state.limits.some((limit) => limit.status === 'rejected');
  const after = afterTurn(draft.state, outcome, { limited });
  const closings = after.filter((body) => body.kind === 'request-closed');
  draft.record(...closings, {
    kind: 'turn-ended',
    turn: turn.number,
    command: turn.command,
    outcome,
    costUsd,
    totalCostUsd: draft.state.costUsd + costUsd,
    usage,
    durationMs,
    rounds,
    ...(error && { error }),
    ...(result !== undefined && { result }),
    ...(branch !== undefined && { branch }),
  });
  draft.record(...after.filter((body) => body.kind !== 'request-closed'));
}

interface TurnEnd {
  readonly outcome: 'done' | 'interrupted' | 'failed';
  readonly error?: WireError | undefined;
  readonly costUsd?: number;
  readonly usage?: Usage;
  readonly durationMs?: number;
  readonly rounds?: number;
  readonly result?: string | undefined;
  readonly branch?: string | null | undefined;
}

const NO_USAGE: Usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };

export function takeResult(draft: Draft, result: TurnResult): void {
  const counter = draft.marks.processCostUsd ?? draft.memory.processCostUsd;
  draft.marks.processCostUsd = result.processCostUsd;
  const { turn } = draft.state;
  // A turn that Claude began by itself may end before it takes our prompt: that is not the end of ours.
  if (!turn || (!turn.applied && result.outcome === 'done')) return;
  const { outcome, error, usage, durationMs, rounds, text, branch } = result;
  endTurn(draft, {
    outcome,
    error,
    costUsd: costSince(counter, result.processCostUsd),
    usage,
    durationMs,
    rounds,
    result: text,
    branch,
  });
  runQueue(draft);
}

/** A process that was resumed goes on counting where the one before it ended; a new one begins at nothing. */
function costSince(before: number, now: number): number {
  return now >= before ? now - before : now;
}

/** Everything of a process that is gone: nobody can answer its requests and its tools will not end. */
export function buryProcess(draft: Draft, reason: EndReason, detail?: string): void {
  const requests = draft.state.requests.map(
    (open): EventBody => ({
      kind: 'request-closed',
      request: open.id,
      closing: { how: 'withdrawn', reason: 'claude-ended' },
    }),
  );
  const tools = draft.memory.tools.map(
    (tool): EventBody => ({ kind: 'tool-ended', tool, outcome: 'interrupted', output: '', omitted: 0 }),
  );
  draft.record(...requests, ...tools);
  if (draft.state.claude === 'running') draft.record({ kind: 'claude-ended', reason, ...(detail && { detail }) });
}

type EndReason = Extract<EventBody, { kind: 'claude-ended' }>['reason'];

/** Whether the running turn is to be stopped. A prompt that comes while its Claude is being ended is not. */
export function isStopped({ memory: { stop }, state: { turn } }: Draft): boolean {
  if (!turn || !stop || stop === 'process') return false;
  return stop === 'claude' || stop.turn === turn.number;
}

/** Looks into the transcript for what became of the running turn. */
export function examine(draft: Draft): void {
  const { turn } = draft.state;
  if (!turn) return;
  if (isStopped(draft)) {
    draft.become({ claude: { is: 'gone' } });
    endTurn(draft, { outcome: 'interrupted' });
    runQueue(draft);
    return;
  }
  draft.become({ claude: { is: 'examined' } });
  draft.act({ do: 'find-evidence', command: turn.command });
}

/** Processes that may die within one turn before it counts as failed. */
const MAX_RESTARTS = 3;

export function takeEvidence(draft: Draft, evidence: PromptEvidence | null): void {
  draft.become({ claude: { is: 'gone' } });
  switch (evidence) {
    case 'absent':
    case 'unanswered':
      askAgain(draft);
      return;
    case 'answered':
      draft.record({ kind: 'notice', level: 'warning', text: UNHEARD });
      endTurn(draft, { outcome: 'done' });
      break;
    case 'interrupted':
      endTurn(draft, { outcome: 'interrupted' });
      draft.record({ kind: 'notice', level: 'warning', text: INTERRUPTED });
      pauseForDoubt(draft);
      break;
    case null: {
      const command = draft.state.turn?.command;
      if (command)
        draft.record({ kind: 'command-doubtful', command, reason: 'Claude ended and its transcript cannot be read.' });
      endTurn(draft, {
        outcome: 'failed',
        error: wireError('claude_failed', {
          machine: draft.state.machine,
          detail: 'it is not known whether the prompt ran',
        }),
      });
      pauseForDoubt(draft);
      break;
    }
  }
  runQueue(draft);
}

/** Claude finishes an answer even when nobody holds its pipe any more; its transcript has all of it. */
const UNHEARD =
  'Claude finished this answer while nobody listened: parts of it may be missing here. Claude knows all of it; ask it to repeat.';
const INTERRUPTED =
  'Claude ended while a tool was running. What the tool did is done; the rest of the turn was not. Say “go on” to continue.';

function askAgain(draft: Draft): void {
  if (draft.presence.restarts >= MAX_RESTARTS) {
    const detail = `it ended ${MAX_RESTARTS + 1} times within one turn`;
    endTurn(draft, { outcome: 'failed', error: wireError('claude_failed', { machine: draft.state.machine, detail }) });
    runQueue(draft);
    return;
  }
  const { blocks } = draft.memory;
  if (blocks.length > 0) draft.record({ kind: 'blocks-superseded', blocks: [...blocks] });
  draft.become({ restarts: draft.presence.restarts + 1 });
  openClaude(draft);
}

function pauseForDoubt(draft: Draft): void {
  if (draft.state.queue.length > 0 && !draft.state.paused) draft.record({ kind: 'queue-paused', reason: 'doubt' });
}
