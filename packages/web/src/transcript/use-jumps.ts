import { useCallback, useEffect, useRef, useState } from 'react';
import { isTaken } from '../screens/key-taken.ts';
import { type Row, seqOf } from './rows.ts';
import type { Pages } from './use-pages.ts';
import type { RowWindow } from './use-row-window.ts';

export interface JumpsOptions {
  readonly rows: readonly Row[];
  readonly pages: Pages;
  /** Number of the event to go to; null to stay. */
  readonly at: number | null;
  readonly reader: Pick<RowWindow, 'goTo' | 'toEnd' | 'topKey'>;
}

/** Goes to an event of the address, and with `[` and `]` to the prompt before and after. Names the row that was sought. */
export function useJumps({ rows, pages, at, reader }: JumpsOptions): string | null {
  const [found, setFound] = useState<string | null>(null);
  const [arrived, setArrived] = useState<{ readonly at: number } | null>(null);
  const sought = useRef<number | null>(null);
  const { readAt } = pages;
  useEffect(() => {
    sought.current = null;
    if (at === null) return;
    let wanted = true;
    void readAt(at).then((there) => {
      if (wanted && there) setArrived({ at });
    });
    return () => {
      wanted = false;
    };
  }, [at, readAt]);
  // Rows of the page that came are here with the drawing after it.
  useEffect(() => {
    if (!arrived || sought.current === arrived.at) return;
    const row = rowOf(rows, arrived.at);
    if (!row) return;
    sought.current = arrived.at;
    setFound(row.key);
    reader.goTo(row.key);
  }, [arrived, rows, reader]);
  useTurnKeys({ rows, pages, reader });
  return found;
}

/** The row in which that event is shown: the last that began at or before it. */
function rowOf(rows: readonly Row[], seq: number): Row | null {
  const [first] = rows;
  if (!first || seqOf(first) > seq) return null;
  return rows.findLast((row) => seqOf(row) <= seq) ?? null;
}

function useTurnKeys({ rows, pages, reader }: Pick<JumpsOptions, 'rows' | 'pages' | 'reader'>): void {
  const step = useCallback(
    (by: -1 | 1) => {
      const top = reader.topKey();
      const here = top === null ? rows.length : rows.findIndex((row) => row.key === top);
      const isPrompt = (row: Row) => row.kind === 'prompt';
      const row = by < 0 ? rows.slice(0, Math.max(0, here)).findLast(isPrompt) : rows.slice(here + 1).find(isPrompt);
      if (row) reader.goTo(row.key);
      else if (by > 0) reader.toEnd();
      else void pages.loadOlder();
    },
    [rows, pages, reader],
  );
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTaken(event) || (event.key !== '[' && event.key !== ']')) return;
      event.preventDefault();
      step(event.key === '[' ? -1 : 1);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [step]);
}
