import type { Clock } from '@claude-remote/link';

/** Time that passes only when a test says so; each timer fires at its own moment, in order. */
export interface VirtualClock extends Clock {
  /** Lets `ms` pass, with everything that promises wait for in between. */
  pass(ms: number): Promise<void>;
  /** Timers that are set and have not fired. */
  readonly pending: number;
}

export function virtualClock(): VirtualClock {
  let time = 0;
  let timers: { readonly at: number; readonly fire: () => void }[] = [];
  const nextDue = (until: number) =>
    timers.filter(({ at }) => at <= until).reduce<(typeof timers)[number] | null>(earlier, null);
  return {
    now: () => time,
    timer: (ms, fire) => {
      const timer = { at: time + ms, fire };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    pass: async (ms) => {
      const until = time + ms;
      await settled();
      for (let due = nextDue(until); due; due = nextDue(until)) {
        time = due.at;
        timers = timers.filter((one) => one !== due);
        due.fire();
        await settled();
      }
      time = until;
    },
    get pending() {
      return timers.length;
    },
  };
}

function earlier<Timer extends { readonly at: number }>(best: Timer | null, timer: Timer): Timer {
  return best && best.at <= timer.at ? best : timer;
}

/** Resolves when no promise that is ready has anything left to run: macrotasks come after all microtasks. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
