import { type RefObject, useCallback, useEffect, useLayoutEffect, useReducer, useRef, useState } from 'react';
import type { RowRange } from './row-range.ts';
import { type Anchor, RowScroll } from './row-scroll.ts';
import type { Row } from './rows.ts';
import { useKeptRows } from './use-kept-rows.ts';

export interface RowWindow {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly content: RefObject<HTMLDivElement | null>;
  /** Rows to draw, and pixels that stand for those above and below. */
  readonly drawn: RowRange;
  readonly above: number;
  readonly below: number;
  /** The view sticks to the end: what arrives is shown. */
  readonly stuck: boolean;
  readonly toEnd: () => void;
  /** Puts that row at the top of the view, and keeps it there. */
  readonly goTo: (key: string) => void;
  /** The row at the top of the view; null at the end. */
  readonly topKey: () => string | null;
}

export interface RowWindowOptions {
  /** The last row is the newest there is. */
  readonly newest: boolean;
  readonly onNearTop: () => void;
  readonly onNearEnd: () => void;
}

/**
 * Draws rows near the reader and keeps what is being read where it is. At the end the view sticks to it; anywhere else the
 * first visible row stays in place, whatever grows above or is put in front. The browser's own anchoring is off: it gives
 * up at the very top, and knows nothing of rows that are not drawn.
 */
export function useRowWindow(rows: readonly Row[], options: RowWindowOptions): RowWindow {
  const scroller = useRef<HTMLElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const [scroll] = useState(() => new RowScroll());
  const [stuck, setStuck] = useState(true);
  const [, drawAgain] = useReducer((n: number) => n + 1, 0);
  const kept = useKeptRows(content);
  const wanted = () => kept.widen(scroll.range(rows), (key) => scroll.indexOf(key));
  const drawn = wanted();

  const settle = () => {
    if (!scroller.current || !content.current) return;
    scroll.settle(scroller.current, content.current);
    const now = wanted();
    if (now.from < drawn.from || now.to > drawn.to) drawAgain(); // rows were smaller than expected
  };
  const onScroll = () => {
    if (!scroller.current || !content.current) return;
    const { stuck: atEnd, nearTop, nearEnd } = scroll.scrolled(scroller.current, content.current, options.newest);
    setStuck(atEnd);
    const now = wanted();
    if (now.from !== drawn.from || now.to !== drawn.to) drawAgain();
    if (nearTop) options.onNearTop();
    if (nearEnd) options.onNearEnd();
  };
  useLayoutEffect(() => {
    scroll.drew(drawn);
    settle();
  });
  useScrolling({ scroller, content, scroll }, { settle, onScroll });
  useFilled(rows.length, onScroll);

  const go = useCallback(
    (anchor: Anchor) => {
      scroll.send(anchor);
      setStuck(anchor.at === 'end');
      drawAgain();
    },
    [scroll],
  );
  return {
    ...{ scroller, content, drawn, stuck },
    above: scroll.height({ from: 0, to: drawn.from }),
    below: scroll.height({ from: drawn.to, to: rows.length }),
    toEnd: useCallback(() => go({ at: 'end' }), [go]),
    goTo: useCallback((key) => go({ at: 'row', key, top: 0 }), [go]),
    topKey: useCallback(() => scroll.topKey(), [scroll]),
  };
}

interface Handlers {
  readonly settle: () => void;
  readonly onScroll: () => void;
}

/** Hears scrolling and every change of size; always calls the handlers of the newest drawing. */
function useScrolling(
  { scroller, content, scroll }: Pick<RowWindow, 'scroller' | 'content'> & { scroll: RowScroll },
  handlers: Handlers,
): void {
  const newest = useNewest(handlers);
  useEffect(() => {
    const box = scroller.current;
    if (!box || !content.current) return;
    const scrolled = () => newest.current.onScroll();
    box.addEventListener('scroll', scrolled, { passive: true });
    const observer = new ResizeObserver(() => {
      scroll.resized(box);
      newest.current.settle();
    });
    observer.observe(box);
    observer.observe(content.current);
    return () => {
      box.removeEventListener('scroll', scrolled);
      observer.disconnect();
    };
  }, [scroller, content, scroll, newest]);
}

/** What is here may not fill the view, and then nothing scrolls: looked at again with each page that came. */
function useFilled(count: number, look: () => void): void {
  const newest = useNewest(look);
  useEffect(() => {
    if (count > 0) newest.current();
  }, [count, newest]);
}

/** The one of the drawing that is on the screen: another may be under way. */
function useNewest<Value>(value: Value): { readonly current: Value } {
  const newest = useRef(value);
  useLayoutEffect(() => {
    newest.current = value;
  });
  return newest;
}
