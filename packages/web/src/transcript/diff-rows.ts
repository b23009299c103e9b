import type { Hunk } from '@claude-remote/protocol';

/** One line of a diff. `word` is the changed part within the line, when it was compared with its counterpart. */
export interface DiffRow {
  readonly sign: ' ' | '+' | '-';
  /** Line number in the new file, or in the old one for a removed line; null when it is not known. */
  readonly line: number | null;
  readonly text: string;
  readonly word: readonly [start: number, end: number] | null;
}

/** Rows of Claude Code's own hunks; null stands for the gap between two of them. */
export function rowsOfHunks(hunks: readonly Hunk[]): (DiffRow | null)[] {
  return hunks.flatMap((hunk, index) => [...(index > 0 ? [null] : []), ...markWords(rowsOfHunk(hunk))]);
}

function rowsOfHunk({ oldStart, newStart, lines }: Hunk): DiffRow[] {
  let [old, fresh] = [oldStart, newStart];
  return lines.flatMap((line): DiffRow[] => {
    const text = line.slice(1);
    switch (line[0]) {
      case '+':
        return [{ sign: '+', line: fresh++, text, word: null }];
      case '-':
        return [{ sign: '-', line: old++, text, word: null }];
      case '\\': // "\ No newline at end of file" is no line
        return [];
      default:
        old++;
        return [{ sign: ' ', line: fresh++, text, word: null }];
    }
  });
}

/** Lines around a change that are shown with it. */
const CONTEXT_LINES = 3;

/** The end of the last line begins no further one. */
function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/** Rows for a replacement that has not happened yet, so that it has no line numbers. */
export function rowsOfReplacement(before: string, after: string): DiffRow[] {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  let head = 0;
  while (head < old.length && head < fresh.length && old[head] === fresh[head]) head++;
  let tail = 0;
  while (tail < old.length - head && tail < fresh.length - head && old.at(-1 - tail) === fresh.at(-1 - tail)) tail++;
  const row = (sign: DiffRow['sign']) => (text: string) => ({ sign, line: null, text, word: null });
  return markWords([
    ...fresh.slice(Math.max(0, head - CONTEXT_LINES), head).map(row(' ')),
    ...old.slice(head, old.length - tail).map(row('-')),
    ...fresh.slice(head, fresh.length - tail).map(row('+')),
    ...fresh.slice(fresh.length - tail, fresh.length - tail + CONTEXT_LINES).map(row(' ')),
  ]);
}

/** Marks what changed within lines where as many lines came as went. */
function markWords(rows: readonly DiffRow[]): DiffRow[] {
  const marked = [...rows];
  for (let at = 0; at < rows.length; at++) {
    if (rows[at]?.sign !== '-') continue;
    const removed = runLength(rows, at, '-');
    const added = runLength(rows, at + removed, '+');
    if (removed === added)
      for (let i = 0; i < removed; i++) {
        const [old, fresh] = [rows[at + i], rows[at + removed + i]];
        if (!old || !fresh) continue;
        const [oldWord, freshWord] = changedPart(old.text, fresh.text);
        marked[at + i] = { ...old, word: oldWord };
        marked[at + removed + i] = { ...fresh, word: freshWord };
      }
    at += removed + added - 1;
  }
  return marked;
}

function runLength(rows: readonly DiffRow[], from: number, sign: DiffRow['sign']): number {
  let length = 0;
  while (rows[from + length]?.sign === sign) length++;
  return length;
}

type Range = readonly [number, number] | null;

/** The differing middle of two lines; null when nearly nothing is common, since marking all of it says nothing. */
function changedPart(old: string, fresh: string): [Range, Range] {
  let head = 0;
  while (head < old.length && head < fresh.length && old[head] === fresh[head]) head++;
  let tail = 0;
  while (tail < old.length - head && tail < fresh.length - head && old.at(-1 - tail) === fresh.at(-1 - tail)) tail++;
  const indent = fresh.length - fresh.trimStart().length;
  if (head + tail - Math.min(head, indent) < 2) return [null, null];
  const range = (text: string): Range => (text.length - tail > head ? [head, text.length - tail] : null);
  return [range(old), range(fresh)];
}

export function countChanges(rows: readonly (DiffRow | null)[]): { added: number; removed: number } {
  let [added, removed] = [0, 0];
  for (const row of rows) {
    if (row?.sign === '+') added++;
    if (row?.sign === '-') removed++;
  }
  return { added, removed };
}
