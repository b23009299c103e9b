import { useCallback, useRef } from 'react';

/** Milliseconds for which a request that has just appeared or changed ignores taps: nothing moves under a finger. */
const SETTLE_MS = 400;

/** Wraps an action so that it does nothing until what `key` names has stood still for a moment. */
export function useSettled(
  key: string,
): <Args extends unknown[]>(act: (...args: Args) => void) => (...args: Args) => void {
  const shown = useRef({ key: '', at: 0 });
  if (shown.current.key !== key) shown.current = { key, at: performance.now() };
  return useCallback(
    (act) =>
      (...args) => {
        if (performance.now() - shown.current.at >= SETTLE_MS) act(...args);
      },
    [],
  );
}
