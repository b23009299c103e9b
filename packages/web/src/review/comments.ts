import type { DiffRow } from '../transcript/diff-rows.ts';

/** A remark on lines of a change, kept on the device until all of them are sent as one prompt. */
export interface Comment {
  readonly id: string;
  readonly path: string;
  /** The lines as they stood, each with its sign. */
  readonly quote: readonly string[];
  readonly from: LinePlace;
  readonly to: LinePlace;
  readonly text: string;
}

/** A line by its number in the new file, or in the old one when it was removed; null where no number is known. */
export interface LinePlace {
  readonly sign: DiffRow['sign'];
  readonly line: number | null;
}

type Rows = readonly (DiffRow | null)[];

/** Pure: a comment without text on the rows between two of them, either way round; null when there is no line. */
export function commentOn(rows: Rows, { id, path, a, b }: { id: string; path: string; a: number; b: number }) {
  const chosen = rows.slice(Math.min(a, b), Math.max(a, b) + 1).filter((row) => row !== null);
  const [first, last] = [chosen[0], chosen.at(-1)];
  if (!first || !last) return null;
  const quote = chosen.map(({ sign, text }) => sign + text);
  const comment: Comment = { id, path, quote, from: placeOf(first), to: placeOf(last), text: '' };
  return comment;
}

function placeOf({ sign, line }: DiffRow): LinePlace {
  return { sign, line };
}

/** The row below which the comment is drawn; -1 when the lines are not there any more. */
export function rowOf(rows: Rows, { to, quote }: Comment): number {
  const last = quote.at(-1) ?? '';
  return rows.findIndex((row) => row && row.sign === to.sign && row.line === to.line && row.sign + row.text === last);
}

/** `42`, `42–45`, or nothing where lines have no numbers. */
export function linesOf({ from, to }: Comment): string {
  if (from.line === null || to.line === null) return '';
  return from.line === to.line ? `${to.line}` : `${Math.min(from.line, to.line)}–${Math.max(from.line, to.line)}`;
}

/** Lines of a change that a prompt repeats; Claude can read the rest. */
const MAX_QUOTED = 12;

/** Pure: the prompt that carries all comments: place, the lines, what was said about them. `head` begins it. */
export function promptOf(comments: readonly Comment[], head: string): string {
  const parts = comments
    .filter(({ text }) => text.trim() !== '')
    .map((comment) => {
      const lines = linesOf(comment);
      const removed = comment.to.sign === '-' ? ' (-)' : '';
      const place = mentionless(`${comment.path}${lines === '' ? '' : `:${lines}`}${removed}`);
      const left = comment.quote.length > MAX_QUOTED ? ['> …'] : [];
      const quote = comment.quote.slice(0, MAX_QUOTED).map((line) => mentionless(`> ${line}`));
      return [place, ...quote, ...left, comment.text.trim()].join('\n');
    });
  return [head, ...parts].join('\n\n');
}

/**
 * Claude Code reads whatever file a prompt mentions with `@`, without asking. What is quoted was written by others: its
 * `@` stands in backticks, where it mentions nothing.
 */
function mentionless(line: string): string {
  return line.replace(/(^|\s)@/g, '$1`@`');
}

export function writeComments(comments: readonly Comment[]): string {
  return comments.length === 0 ? '' : JSON.stringify(comments);
}

/** What was kept on the device; whatever is not ours is left out. */
export function readComments(text: string): Comment[] {
  try {
    const kept: unknown = JSON.parse(text);
    return Array.isArray(kept) ? kept.filter(isComment) : [];
  } catch {
    return [];
  }
}

function isComment(value: unknown): value is Comment {
  if (typeof value !== 'object' || value === null) return false;
  const { id, path, quote, from, to, text } = value as Partial<Comment>; // an object, each field checked below
  const words = [id, path, text].every((word) => typeof word === 'string');
  return (
    words && Array.isArray(quote) && quote.every((line) => typeof line === 'string') && isPlace(from) && isPlace(to)
  );
}

function isPlace(place: LinePlace | undefined): boolean {
  return typeof place === 'object' && place !== null && [' ', '+', '-'].includes(place.sign);
}
