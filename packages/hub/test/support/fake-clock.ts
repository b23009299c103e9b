import type { Clock } from '@claude-remote/link';

/** Time that only passes when a test says so. */
export interface FakeClock extends Clock {
  advance(ms: number): void;
  /** Timers that are set and not yet fired. */
  readonly pending: number;
}

export function fakeClock(): FakeClock {
  let time = 0;
  let timers: { at: number; fire: () => void }[] = [];
  return {
    now: () => time,
    timer: (ms, fire) => {
      const timer = { at: time + ms, fire };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    advance: (ms) => {
      time += ms;
      const due = timers.filter((timer) => timer.at <= time).sort((left, right) => left.at - right.at);
      timers = timers.filter((timer) => timer.at > time);
      for (const timer of due) timer.fire();
    },
    get pending() {
      return timers.length;
    },
  };
}
