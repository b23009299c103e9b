import { asCommandId, type EventBody, isUuid, type SessionId } from '@claude-remote/protocol';
import { type Fields, fieldsOf, listOf, textOf } from './json.ts';
import { isStopMark, parseLine, readTranscript } from './transcript.ts';
import { beginningOf, fits } from './translate/fitting.ts';
import { translateAssistant, translateUser } from './translate/messages.ts';
import { initialTranslate } from './translate/state.ts';

/** A conversation of Claude's as its transcript on disk has it, in the events that a session would have shown. */
export interface DiskTranscript {
  /** Directory in which it was; empty when the transcript does not say. */
  readonly workspace: string;
  readonly events: readonly { readonly at: number; readonly body: EventBody }[];
}

/** Null when there is no such transcript. */
export async function readDiskTranscript(configDir: string, id: SessionId): Promise<DiskTranscript | null> {
  const text = await readTranscript(configDir, id);
  return text === null ? null : transcriptOf(text.split('\n').map(parseLine));
}

/** Pure. Only the branch that ends with the newest message: what was rewound or answered anew is left out. */
function transcriptOf(lines: readonly Fields[]): DiskTranscript {
  const branch = branchOf(lines);
  const workspace = textOf(branch.find((line) => typeof line.cwd === 'string')?.cwd);
  let turn = 0;
  const events = branch.flatMap((line) => {
    const at = Date.parse(textOf(line.timestamp)) || 0;
    const asked = promptOf(line);
    const bodies = asked === null ? bodiesOf(line, workspace, at) : promptBodies(asked, textOf(line.uuid), ++turn);
    return bodies.map((body) => ({ at, body: fits(body) ? body : beginningOf(body) }));
  });
  return { workspace, events };
}

function branchOf(lines: readonly Fields[]): Fields[] {
  const byId = new Map(lines.map((line) => [line.uuid, line]));
  const branch: Fields[] = [];
  let line = lines.findLast((one) => isSaid(one));
  // A broken transcript could go round in circles.
  for (let steps = 0; line && steps < lines.length; steps++) {
    if (isSaid(line)) branch.push(line);
    line = byId.get(line.parentUuid ?? line.logicalParentUuid);
  }
  return branch.reverse();
}

function isSaid(line: Fields): boolean {
  const said = line.type === 'user' || line.type === 'assistant';
  return said && line.isSidechain !== true && line.isMeta !== true && line.isCompactSummary !== true;
}

/** What a person wrote; null for everything else. */
function promptOf({ type, message }: Fields): string | null {
  if (type !== 'user' || isStopMark(fieldsOf(message))) return null;
  const { content } = fieldsOf(message);
  if (typeof content === 'string') return content;
  const parts = listOf(content).map(fieldsOf);
  if (parts.some((part) => part.type === 'tool_result')) return null;
  return parts.map((part) => textOf(part.text)).join('\n');
}

function promptBodies(text: string, uuid: string, turn: number): EventBody[] {
  if (!isUuid(uuid)) return [];
  const command = asCommandId(uuid);
  const by = { kind: 'system', name: '' } as const;
  return [
    { kind: 'turn-started', turn, command, text, attachments: [], by },
    { kind: 'command-applied', command },
  ];
}

function bodiesOf(line: Fields, workspace: string, at: number): EventBody[] {
  const state = initialTranslate(workspace);
  const frame = { ...line, tool_use_result: line.toolUseResult };
  const { events } = line.type === 'assistant' ? translateAssistant(state, frame, at) : translateUser(state, frame);
  return events.flatMap((event) => (event.type === 'event' ? [event.body] : []));
}
