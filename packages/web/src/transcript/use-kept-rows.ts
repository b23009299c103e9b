import { type RefObject, useEffect, useMemo, useRef } from 'react';
import type { RowRange } from './row-range.ts';

/** Rows beyond which a selection or focus far away is let go. */
const MOST_ROWS = 300;

/** Rows that must stay drawn although they are out of view: text is selected there, or they hold the focus. */
export interface KeptRows {
  readonly widen: (range: RowRange, indexOf: (key: string) => number | undefined) => RowRange;
}

export function useKeptRows(content: RefObject<HTMLElement | null>): KeptRows {
  const keys = useRef<readonly string[]>([]);
  useEffect(() => {
    const look = () => {
      const selection = document.getSelection();
      const ends = selection?.isCollapsed === false ? [selection.anchorNode, selection.focusNode] : [];
      keys.current = [...ends, document.activeElement].flatMap((node) => rowOf(node, content.current));
    };
    document.addEventListener('selectionchange', look);
    document.addEventListener('focusin', look);
    document.addEventListener('focusout', look);
    return () => {
      document.removeEventListener('selectionchange', look);
      document.removeEventListener('focusin', look);
      document.removeEventListener('focusout', look);
    };
  }, [content]);
  return useMemo(
    () => ({
      widen: ({ from, to }, indexOf) => {
        const at = keys.current.flatMap((key) => indexOf(key) ?? []);
        const near = at.filter((index) => index >= from - MOST_ROWS && index < to + MOST_ROWS);
        return { from: Math.min(from, ...near), to: Math.max(to, ...near.map((index) => index + 1)) };
      },
    }),
    [],
  );
}

function rowOf(node: Node | null, content: HTMLElement | null): string[] {
  const element = node instanceof Element ? node : (node?.parentElement ?? null);
  const row = element?.closest<HTMLElement>('[data-row]');
  return row && content?.contains(row) && row.dataset.row !== undefined ? [row.dataset.row] : [];
}
