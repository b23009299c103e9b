import type { ChangedFile, ReplyOf } from '@claude-remote/protocol';
import type { ToolItem, TranscriptItem } from '@claude-remote/session';
import { withinWorkspace } from '../transcript/describe-tool.ts';
import { countChanges, type DiffRow, rowsOfHunks, rowsOfReplacement } from '../transcript/diff-rows.ts';

/** One changed file as the review shows it, whoever tells of it. */
export interface Changed {
  /** Below the workspace, or absolute where it is outside. */
  readonly path: string;
  readonly status: ChangedFile['status'];
  readonly added: number;
  readonly removed: number;
  readonly binary: boolean;
  /** Null when only the machine has them: they are asked for when the file is opened. */
  readonly rows: readonly (DiffRow | null)[] | null;
}

/** One turn by its number, or the whole session. */
export type Scope = { readonly turn: number } | 'session';

/** What Claude's own edits say, file by file in the order in which they were first touched. */
export function editsOf(items: readonly TranscriptItem[], scope: Scope, workspace: string): Changed[] {
  const rows = new Map<string, (DiffRow | null)[]>();
  const created = new Set<string>();
  for (const tool of toolsOf(scope === 'session' ? items : itemsOfTurn(items, scope.turn))) {
    const edit = editOf(tool);
    if (!edit) continue;
    const path = withinWorkspace(edit.path, workspace);
    const before = rows.get(path);
    rows.set(path, before ? [...before, null, ...edit.rows] : [...edit.rows]);
    if (!before && edit.created) created.add(path);
  }
  return [...rows].map(([path, all]) => ({
    path,
    status: created.has(path) ? 'added' : 'changed',
    ...countChanges(all),
    binary: false,
    rows: all,
  }));
}

/** From the turn's prompt to the next one. */
export function itemsOfTurn(items: readonly TranscriptItem[], turn: number): readonly TranscriptItem[] {
  const from = items.findLastIndex((item) => item.kind === 'prompt' && item.turn === turn);
  const next = items.findIndex((item, index) => index > from && item.kind === 'prompt');
  // A window that begins in the middle of the turn has no prompt for it.
  return items.slice(Math.max(0, from), next < 0 ? items.length : next);
}

function toolsOf(items: readonly TranscriptItem[]): ToolItem[] {
  return items.flatMap((item) => (item.kind === 'tool' ? [item, ...toolsOf(item.children)] : []));
}

interface Edit {
  readonly path: string;
  readonly rows: readonly (DiffRow | null)[];
  readonly created: boolean;
}

/** Nothing ever changes in a finished call, and its rows are asked for with every event. */
const known = new WeakMap<ToolItem, Edit | null>();

function editOf(tool: ToolItem): Edit | null {
  if (tool.status !== 'ok') return null;
  const before = known.get(tool);
  if (before !== undefined) return before;
  const edit = readEdit(tool);
  known.set(tool, edit);
  return edit;
}

function readEdit({ name, input, diff }: ToolItem): Edit | null {
  if (diff && diff.hunks.length > 0) {
    const created = diff.hunks.every(({ oldStart, lines }) => oldStart === 0 && lines.every((line) => line[0] === '+'));
    return { path: diff.path, rows: rowsOfHunks(diff.hunks), created };
  }
  const { notebook_path: path, new_source: source } = input;
  if (name !== 'NotebookEdit' || typeof path !== 'string' || typeof source !== 'string') return null;
  return { path, rows: rowsOfReplacement('', source), created: false };
}

export function changedOfReply(file: ChangedFile): Changed {
  const { path, status, added, removed, binary, hunks } = file;
  return { path, status, added, removed, binary, rows: hunks && rowsOfHunks(hunks) };
}

/**
 * What git found and what Claude said it edited, as one list. Of a whole session git knows what is left in the end; of
 * one turn Claude's own edits are exact, and git adds what was changed by other ways, such as a command.
 */
export function joinChanges(edits: readonly Changed[], reply: ReplyOf<'changes'> | null, scope: Scope): Changed[] {
  if (!reply?.repository) return [...edits];
  const found = reply.files.map(changedOfReply);
  if (scope === 'session') return [...found, ...edits.filter(({ path }) => isOutside(path))];
  const own = new Set(edits.map(({ path }) => path));
  return [...edits, ...found.filter(({ path }) => !own.has(path))];
}

function isOutside(path: string): boolean {
  return /^(?:\/|[A-Za-z]:\\)/.test(path);
}

export interface Totals {
  readonly files: number;
  readonly added: number;
  readonly removed: number;
}

export function totalsOf(files: readonly Changed[]): Totals {
  const sum = (of: (file: Changed) => number) => files.reduce((all, file) => all + of(file), 0);
  return { files: files.length, added: sum(({ added }) => added), removed: sum(({ removed }) => removed) };
}
