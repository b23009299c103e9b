import { useCallback, useEffect, useRef } from 'react';

/** Milliseconds for which a request that has just appeared or changed ignores taps: nothing moves under a finger. */
const SETTLE_MS = 400;

/** Wraps an action so that it does nothing until what `key` names has stood still for a moment. */
export function useSettled(
  key: string,
): <Args extends unknown[]>(act: (...args: Args) => void) => (...args: Args) => void {
  const shown = useRef({ key: '', settled: false });
  // While drawing, not in the effect: a tap in between must not count for what has just come.
  if (shown.current.key !== key) shown.current = { key, settled: false };
  useEffect(() => {
    const timer = setTimeout(() => {
      shown.current = { key, settled: true };
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [key]);
  return useCallback(
    (act) =>
      (...args) => {
        if (shown.current.settled) act(...args);
      },
    [],
  );
}
