import type { Clock } from '@claude-remote/client';

/** Says what it was told changed something that it draws. */
type PacedListener = () => boolean;

export interface Paced {
  readonly subscribe: (listener: PacedListener) => () => void;
  /** What listeners were told last is on the screen. */
  readonly drawn: () => void;
}

/** Milliseconds between two times at which screens are told: at most 20 repaints a second. */
const REST_MS = 50;
/** Parts of the time that drawing may take; the rest is for fingers and keys. */
const DRAWING_PART = 1 / 3;
/** Milliseconds after which a drawing that nobody reported counts as done: its part of the page was closed meanwhile. */
const LOST_MS = 1_000;

/**
 * Passes changes on at a pace that a screen can follow. The first after a quiet time is told at once, later ones together
 * and never while the last is still being drawn; when drawing takes long, on a slow phone, the rest grows with it. All
 * listeners are told in one go, so that no part of the page is ahead of another.
 */
export function paced(subscribe: (listener: () => void) => () => void, clock: Clock): Paced {
  const listeners = new Set<PacedListener>();
  let stop: (() => void) | null = null;
  let cancel: (() => void) | null = null;
  let begin = Number.NEGATIVE_INFINITY;
  let restUntil = Number.NEGATIVE_INFINITY;
  /** Something came that no listener was told of. */
  let untold = false;
  let drawing = false;

  const wake = (ms: number, act: () => void) => {
    cancel?.();
    cancel = clock.timer(ms, () => {
      cancel = null;
      act();
    });
  };
  const tell = () => {
    untold = false;
    begin = clock.now();
    restUntil = begin + REST_MS;
    // Each is asked, whatever the others say.
    drawing = [...listeners].map((listener) => listener()).includes(true);
    if (drawing) wake(LOST_MS, drawn);
  };
  const drawn = () => {
    if (!drawing) return;
    drawing = false;
    cancel?.();
    cancel = null;
    restUntil = Math.max(restUntil, begin + (clock.now() - begin) / DRAWING_PART);
    if (untold) wake(Math.max(0, restUntil - clock.now()), tell);
  };
  const onChange = () => {
    untold = true;
    if (drawing || cancel) return;
    const left = restUntil - clock.now();
    if (left <= 0) tell();
    else wake(left, tell);
  };
  return {
    drawn,
    subscribe: (listener) => {
      listeners.add(listener);
      stop ??= subscribe(onChange);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        stop?.();
        cancel?.();
        stop = null;
        cancel = null;
        drawing = false;
        untold = false;
      };
    },
  };
}
