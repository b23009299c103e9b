import type { Clock } from '@claude-remote/client';

/** Null while there is time to go on; else resolves when keys and fingers were served. */
export type Rests = () => Promise<void> | null;

/** Milliseconds of work between two rests: a key that comes meanwhile does not notice. */
const SLICE_MS = 4;

/** Cuts long work that nobody waits for into slices. */
export function restsBetween(clock: Clock): Rests {
  let until = clock.now() + SLICE_MS;
  return () => {
    if (clock.now() < until) return null;
    return new Promise((resolve) => {
      clock.timer(0, () => {
        until = clock.now() + SLICE_MS;
        resolve();
      });
    });
  };
}
