import { type RefObject, useEffect, useRef, useState } from 'react';

/** Rows at first, and how many more whenever the end comes near. */
const STEP = 60;
/** How far below the screen the end may be, in CSS pixels. */
const AHEAD = '800px';

/** How many of `count` rows are drawn: a thousand would cost a slow phone seconds. `end` stands behind the last. */
export function useGrowing<Element extends HTMLElement>(
  count: number,
): { shown: number; end: RefObject<Element | null> } {
  const [limit, setLimit] = useState(STEP);
  const end = useRef<Element>(null);
  const shown = Math.min(limit, count);
  useEffect(() => {
    const element = end.current;
    if (!element || shown >= count) return;
    const observer = new IntersectionObserver(
      (seen) => {
        if (seen.some(({ isIntersecting }) => isIntersecting)) setLimit(shown + STEP);
      },
      { rootMargin: AHEAD },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [shown, count]);
  return { shown, end };
}
