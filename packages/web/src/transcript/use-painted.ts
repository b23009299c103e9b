import { type RefObject, useEffect } from 'react';

/** Milliseconds that code must have stayed as it is: what still streams is not read over and over. */
const REST_MS = 250;

/** Colours the code inside an element, later and only while it is drawn; never the reason that anything waits. */
export function usePainted(element: RefObject<HTMLElement | null>, grammar: string | null, code: unknown): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: `code` is what the element shows; painted anew when it changes
  useEffect(() => {
    if (grammar === null) return;
    let wanted = true;
    let clear = () => {};
    const paint = async () => {
      const { paintCode } = await import('./paint-code.ts');
      if (!wanted || !element.current) return;
      const done = await paintCode(linesOf(element.current), grammar);
      if (wanted) clear = done;
      else done();
    };
    const timer = setTimeout(() => paint().catch(() => {}), REST_MS); // offline: the code stays plain
    return () => {
      wanted = false;
      clearTimeout(timer);
      clear();
    };
  }, [element, grammar, code]);
}

/** Rows of a diff, or the code of a block. Words for screen readers are no code. */
function linesOf(element: HTMLElement): Text[][] {
  const rows = element.querySelectorAll<HTMLElement>('[data-code]');
  return (rows.length > 0 ? [...rows] : [element]).map(textNodes);
}

function textNodes(element: HTMLElement): Text[] {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const found: Text[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (node instanceof Text && !node.parentElement?.closest('.sr')) found.push(node);
  return found;
}
