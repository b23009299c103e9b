import type { CommandId, Event, StoredCommand } from '@claude-remote/protocol';
import { applyEvent } from '@claude-remote/session';
import type { Memory } from './memory.ts';
import type { JournalRecord } from './record.ts';
import type { Step } from './step.ts';

/** One more record of the journal taken in. Pure. */
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
      return { ...next, blocks: [], stop: stopsProcess(memory) ? 'process' : null };
    case 'claude-ended':
      return { ...next, stop: null };
    default:
      return next;
  }
}

function stopsProcess({ stop }: Memory): boolean {
  return stop === 'claude' || stop === 'process';
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
