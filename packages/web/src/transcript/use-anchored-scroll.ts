import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** Pixels from the end within which the view sticks to it. */
const STICKY_PX = 48;
/** Pixels from the top at which the page before is asked for. */
const NEAR_TOP_PX = 600;

export interface AnchoredScroll {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly content: RefObject<HTMLDivElement | null>;
  /** The view sticks to the end: what arrives is shown. */
  readonly stuck: boolean;
  readonly toEnd: () => void;
}

/**
 * Keeps what is being read where it is. At the end the view sticks to it; anywhere else the first visible element stays
 * in place, whatever grows above or is put in front. The browser's own anchoring is off: it gives up at the very top.
 */
export function useAnchoredScroll(onNearTop: () => void): AnchoredScroll {
  const scroller = useRef<HTMLElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const anchor = useRef<{ element: Element; top: number } | null>(null);
  const sticks = useRef(true);
  const [stuck, setStuck] = useState(true);

  const settle = useCallback(() => {
    const box = scroller.current;
    if (!box) return;
    if (sticks.current) box.scrollTop = box.scrollHeight;
    else if (anchor.current?.element.isConnected) {
      const moved = anchor.current.element.getBoundingClientRect().top - anchor.current.top;
      if (Math.abs(moved) >= 1) box.scrollTop += moved;
    }
  }, []);

  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    function onScroll() {
      if (!box) return;
      sticks.current = box.scrollHeight - box.scrollTop - box.clientHeight <= STICKY_PX;
      setStuck(sticks.current);
      anchor.current = sticks.current ? null : firstVisible(box, content.current);
      if (box.scrollTop < NEAR_TOP_PX) onNearTop();
    }
    box.addEventListener('scroll', onScroll, { passive: true });
    const observer = new ResizeObserver(settle);
    observer.observe(box);
    if (content.current) observer.observe(content.current);
    return () => {
      box.removeEventListener('scroll', onScroll);
      observer.disconnect();
    };
  }, [settle, onNearTop]);

  useLayoutEffect(settle);

  const toEnd = useCallback(() => {
    sticks.current = true;
    setStuck(true);
    settle();
  }, [settle]);
  return { scroller, content, stuck, toEnd };
}

/** The first element that begins in view, inside the section that does, so that the anchor is small. */
function firstVisible(box: HTMLElement, content: Element | null): { element: Element; top: number } | null {
  const edge = box.getBoundingClientRect().top;
  for (const section of content?.children ?? []) {
    if (section.getBoundingClientRect().bottom <= edge) continue;
    const inner = [...section.children].find((child) => child.getBoundingClientRect().bottom > edge) ?? section;
    return { element: inner, top: inner.getBoundingClientRect().top };
  }
  return null;
}
