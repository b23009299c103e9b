import type { Client, Clock } from '@claude-remote/client';

type Subscribe = Client['subscribe'];

/** Milliseconds between two times at which screens are told: at most 20 repaints a second. */
const REST_MS = 50;
/** Parts of the time that drawing may take; the rest is for fingers and keys. */
const DRAWING_PART = 1 / 3;

/**
 * Passes changes on at a pace that a screen can follow. The first after a quiet time is told at once, later ones together;
 * when drawing takes long, on a slow phone, the rest grows with it. All listeners are told in one go, so that no part of
 * the page is ahead of another.
 */
export function paced(subscribe: Subscribe, clock: Clock): Subscribe {
  const listeners = new Set<() => void>();
  let stop: (() => void) | null = null;
  let cancel: (() => void) | null = null;
  let restUntil = Number.NEGATIVE_INFINITY;

  const tell = () => {
    cancel = null;
    const begin = clock.now();
    restUntil = begin + REST_MS;
    for (const listener of [...listeners]) listener();
    // What was told is drawn in a microtask of its own, before this one.
    queueMicrotask(() => {
      restUntil = begin + Math.max(REST_MS, (clock.now() - begin) / DRAWING_PART);
    });
  };
  const onChange = () => {
    if (cancel) return;
    const left = restUntil - clock.now();
    if (left <= 0) tell();
    else cancel = clock.timer(left, tell);
  };
  return (listener) => {
    listeners.add(listener);
    stop ??= subscribe(onChange);
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      stop?.();
      cancel?.();
      stop = null;
      cancel = null;
    };
  };
}
