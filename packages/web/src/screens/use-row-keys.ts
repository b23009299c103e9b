import { useEffect } from 'react';
import { isTaken, isWriting } from './key-taken.ts';

/** Rows of lists and cards of requests, in the order in which they stand; the open session's own tray is no row. */
const ROWS = 'a.row, button.row, .req';

/**
 * `j` and `k` go down and up through rows and cards, and Enter opens; off while something is being written. The first `j`
 * goes to the place that was opened, not to the sessions beside it.
 */
export function useRowKeys(): void {
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      const step = { j: 1, k: -1 }[event.key];
      if (step === undefined || isTaken(event)) return;
      const rows = [...document.querySelectorAll<HTMLElement>(ROWS)].filter((row) => row.offsetParent !== null);
      const at = rows.findIndex((row) => row.contains(document.activeElement));
      const first = Math.max(
        0,
        rows.findIndex((row) => row.closest('.placepane')),
      );
      const next = rows[at < 0 ? (step > 0 ? first : rows.length - 1) : at + step];
      next?.focus();
      next?.scrollIntoView({ block: 'nearest' });
      event.preventDefault();
    }
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

/**
 * Ctrl or Command with Enter does what the filled button of a request does, with Backspace it denies: of the card that has
 * the focus, else of the open session's tray. A dangerous request's filled button is Deny, so no key allows one.
 */
export function useRequestKeys(): void {
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      const wanted = { Enter: '[data-filled]', Backspace: '[data-deny]' }[event.key];
      if (wanted === undefined || isWriting(event) || event.isComposing || event.defaultPrevented) return;
      const request = document.activeElement?.closest('.req') ?? document.querySelector('.tray');
      const button = request?.querySelector<HTMLElement>(wanted);
      if (!button) return;
      button.click();
      event.preventDefault();
    }
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
