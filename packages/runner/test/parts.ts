import type { Clock } from '@claude-remote/link';

/** Real time, as `main` makes it. */
export const realClock: Clock = {
  now: () => performance.now(),
  timer(ms, fire) {
    const timer = setTimeout(fire, ms);
    return () => clearTimeout(timer);
  },
};
