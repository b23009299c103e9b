import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandId, SessionId } from '@claude-remote/protocol';
import type { PromptEvidence } from './driver.ts';
import { type Fields, fieldsOf, listOf, textOf } from './json.ts';

/**
 * What Claude Code's own transcript proves about a prompt after a crash. The transcript's format is internal to Claude
 * Code: lines that are not of the expected form are passed over, and doubt counts as "a person decides".
 */
export async function promptEvidence(
  configDir: string,
  claudeSession: SessionId,
  command: CommandId,
): Promise<PromptEvidence> {
  const text = await readTranscript(configDir, claudeSession);
  return text === null ? 'absent' : evidenceIn(text.split('\n'), command);
}

/** Whether a conversation of that id is on disk, so that it must be resumed and not begun. */
export async function hasTranscript(configDir: string, claudeSession: SessionId): Promise<boolean> {
  return (await readTranscript(configDir, claudeSession)) !== null;
}

/** The last message before a prompt on its branch of the conversation; null when the prompt is the first, or unknown. */
export async function messageBefore(configDir: string, of: SessionId, prompt: CommandId): Promise<string | null> {
  const lines = ((await readTranscript(configDir, of)) ?? '').split('\n').map(parseLine);
  const byId = new Map(lines.map((line) => [line.uuid, line]));
  let line = byId.get(prompt);
  // A transcript is a tree; a broken one could go round in circles.
  for (let steps = 0; line && steps < byId.size; steps++) {
    line = byId.get(line.parentUuid);
    if (line && isConversation(line)) return textOf(line.uuid) || null;
  }
  return null;
}

/** The whole text; null when there is none. */
export async function readTranscript(configDir: string, claudeSession: SessionId): Promise<string | null> {
  const projects = join(configDir, 'projects');
  const directories = await readdir(projects).catch(() => []);
  for (const directory of directories) {
    const text = await readFile(join(projects, directory, `${claudeSession}.jsonl`), 'utf8').catch(() => null);
    if (text !== null) return text;
  }
  return null;
}

/** Reads forward from the prompt's line: only the main conversation counts, helpers have chains of their own. */
function evidenceIn(lines: readonly string[], command: string): PromptEvidence {
  const at = lines.findIndex((line) => line.includes(command) && isPrompt(parseLine(line), command));
  if (at < 0) return 'absent';
  const after = lines
    .slice(at + 1)
    .map(parseLine)
    .filter(isConversation);
  const next = after.findIndex(isNextPrompt);
  const last = (next < 0 ? after : after.slice(0, next)).at(-1);
  if (!last) return 'unanswered';
  const message = fieldsOf(last.message);
  const ended =
    last.type === 'assistant' && (message.stop_reason === 'end_turn' || message.stop_reason === 'stop_sequence');
  return ended || isStopMark(message) ? 'answered' : 'interrupted';
}

/** Nothing when a line is broken. */
export function parseLine(line: string): Fields {
  try {
    return fieldsOf(JSON.parse(line));
  } catch {
    return {};
  }
}

function isPrompt(line: Fields, command: string): boolean {
  return line.type === 'user' && line.uuid === command;
}

function isConversation(line: Fields): boolean {
  return (line.type === 'assistant' || line.type === 'user') && line.isSidechain !== true;
}

/** A line of a person's: neither a tool's result nor the mark of a Stop. */
function isNextPrompt(line: Fields): boolean {
  const message = fieldsOf(line.message);
  const parts = listOf(message.content).map(fieldsOf);
  return line.type === 'user' && !isStopMark(message) && !parts.some((part) => part.type === 'tool_result');
}

/** A turn that a person stopped is over, too. */
export function isStopMark(message: Fields): boolean {
  return listOf(message.content).some((part) => String(fieldsOf(part).text ?? '').startsWith('[Request interrupted'));
}
