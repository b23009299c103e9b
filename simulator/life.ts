import type { Clock } from '@claude-remote/link';

/**
 * One run of a program, from its start to its crash. What belongs to a life that is over never happens: its timers do not
 * fire, its writes are not made, nobody hears what it says.
 */
export class Life {
  private over = false;

  get alive(): boolean {
    return !this.over;
  }

  end(): void {
    this.over = true;
  }
}

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly life: Life;
  readonly fire: () => void;
}

/** Virtual time, shared by everybody; it passes only when a timer is fired. */
export class SimulatedTime {
  private time = 0;
  private order = 0;
  private timers: Timer[] = [];

  get now(): number {
    return this.time;
  }

  /** The clock of one program's life. */
  clockOf(life: Life): Clock {
    return {
      now: () => this.time,
      timer: (ms, fire) => {
        const timer: Timer = { at: this.time + Math.max(0, ms), order: this.order++, life, fire };
        this.timers.push(timer);
        return () => {
          this.timers = this.timers.filter((other) => other !== timer);
        };
      },
    };
  }

  /** Moves time to the next timer and fires it; false when there is none. */
  fireNext(): boolean {
    this.timers = this.timers.filter(({ life }) => life.alive);
    const next = this.timers.reduce<Timer | null>(
      (best, timer) => (best && isBefore(best, timer) ? best : timer),
      null,
    );
    if (!next) return false;
    this.timers = this.timers.filter((timer) => timer !== next);
    this.time = next.at;
    next.fire();
    return true;
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
