import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { grammarOfFile } from '../transcript/code-language.ts';
import type { DiffRow } from '../transcript/diff-rows.ts';
import { DiffText } from '../transcript/diff-view.tsx';
import { usePainted } from '../transcript/use-painted.ts';
import { CommentCard } from './comment-card.tsx';
import { type Comment, commentOn, rowOf } from './comments.ts';
import type { Comments } from './use-comments.ts';

/** Rows that are drawn at once; a phone scrolls through these well. */
const SHOWN_ROWS = 200;

export interface ReviewDiffProps {
  readonly path: string;
  readonly rows: readonly (DiffRow | null)[];
  /** Null for those who may only look. */
  readonly comments: Comments | null;
  readonly newId: () => string;
}

interface Span {
  readonly a: number;
  readonly b: number;
}

/** A diff whose line numbers are buttons: one begins a comment, dragging over several takes them together. */
export function ReviewDiff({ path, rows, comments, newId }: ReviewDiffProps) {
  const { t } = useWords();
  const [all, setAll] = useState(false);
  const [span, setSpan] = useState<Span | null>(null);
  const [editing, setEditing] = useState<string | null>(null);
  const drawn = useRef<HTMLDivElement>(null);
  const shown = all ? rows : rows.slice(0, SHOWN_ROWS);
  usePainted(drawn, grammarOfFile(path), shown.map((row) => row?.text).join('\n'));
  const placed = placeComments(rows, comments?.all.filter((one) => one.path === path) ?? []);

  function begin({ a, b }: Span) {
    setSpan(null);
    const comment = comments && commentOn(rows, { id: newId(), path, a, b });
    if (!comment) return;
    comments.put(comment);
    setEditing(comment.id);
  }

  const card = (comment: Comment) =>
    comments === null ? null : (
      <CommentCard
        key={comment.id}
        comment={comment}
        comments={comments}
        editing={editing === comment.id}
        onEdit={(on) => setEditing(on ? comment.id : null)}
      />
    );
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the numbers are buttons; this hears the drag between them */}
      <div
        className="diff revdiff"
        dir="ltr"
        ref={drawn}
        onPointerDown={(event) => {
          const at = comments === null ? null : rowUnder(event);
          if (at !== null) setSpan({ a: at, b: at });
        }}
        onPointerMove={(event) => {
          const at = span === null ? null : rowUnder(event);
          if (span && at !== null && at !== span.b) setSpan({ a: span.a, b: at });
        }}
        onPointerUp={() => {
          if (span && span.a !== span.b) begin(span);
          else setSpan(null);
        }}
        onPointerCancel={() => setSpan(null)}
        onKeyDown={comments === null ? undefined : (event) => onKey(event, begin)}
      >
        {shown.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of a diff are told apart by their place alone
          <Lines key={index} at={index} row={row} chosen={isWithin(span, index)} onBegin={comments ? begin : null}>
            {placed.get(index)?.map(card)}
          </Lines>
        ))}
        {shown.length < rows.length ? (
          <button type="button" className="text" onClick={() => setAll(true)}>
            {t('diff.showAll', { n: rows.length })}
          </button>
        ) : null}
      </div>
      {placed.get(-1)?.map(card)}
    </>
  );
}

/** By the row they stand below; -1 for those whose lines are not there, or not drawn yet. */
function placeComments(rows: readonly (DiffRow | null)[], comments: readonly Comment[]): Map<number, Comment[]> {
  const placed = new Map<number, Comment[]>();
  for (const comment of comments) {
    const at = rowOf(rows, comment);
    placed.set(at, [...(placed.get(at) ?? []), comment]);
  }
  return placed;
}

function isWithin(span: Span | null, index: number): boolean {
  return span !== null && index >= Math.min(span.a, span.b) && index <= Math.max(span.a, span.b);
}

/** The row whose number is under the pointer, also when a finger that went down elsewhere has moved there. */
function rowUnder({ clientX, clientY }: PointerEvent): number | null {
  const row = document.elementFromPoint(clientX, clientY)?.closest('[data-row]');
  const number = row?.querySelector('i');
  if (!(row instanceof HTMLElement) || !number) return null;
  const { left, right } = number.getBoundingClientRect();
  return clientX < left || clientX > right ? null : Number(row.dataset.row);
}

/** Arrows go from number to number, with Shift they take the lines between along. */
function onKey(event: KeyboardEvent<HTMLDivElement>, begin: (span: Span) => void): void {
  const { target, currentTarget, key, shiftKey } = event;
  if (!(target instanceof HTMLElement) || !target.matches('.no')) return;
  const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
  const numbers = [...currentTarget.querySelectorAll<HTMLElement>('.no')];
  const next = numbers[numbers.indexOf(target) + step];
  if (step === 0 || !next) return;
  event.preventDefault();
  const [a, b] = [target, next].map((one) => Number(one.closest<HTMLElement>('[data-row]')?.dataset.row));
  if (shiftKey && a !== undefined && b !== undefined) begin({ a, b });
  else next.focus();
}

interface LinesProps {
  readonly at: number;
  readonly row: DiffRow | null;
  readonly chosen: boolean;
  readonly onBegin: ((span: Span) => void) | null;
  readonly children: React.ReactNode;
}

/** One row and the comments below it. */
function Lines({ at, row, chosen, onBegin, children }: LinesProps) {
  const { t } = useWords();
  if (row === null)
    return (
      <div className="gap">
        <i />
        <u />
        <span>⋯</span>
      </div>
    );
  const { sign, line } = row;
  const tint = sign === '+' ? 'a' : sign === '-' ? 'd' : '';
  return (
    <>
      <div className={chosen ? `${tint} chosen` : tint} data-row={at}>
        <i>
          {onBegin ? (
            <button
              type="button"
              className="no"
              tabIndex={at === 0 ? 0 : -1}
              aria-label={t('review.commentOn', { n: line ?? at + 1 })}
              onClick={() => onBegin({ a: at, b: at })}
            >
              {line ?? '·'}
            </button>
          ) : (
            line
          )}
        </i>
        <u aria-hidden="true">{sign === '-' ? '−' : sign}</u>
        <DiffText row={row} />
      </div>
      {children}
    </>
  );
}
