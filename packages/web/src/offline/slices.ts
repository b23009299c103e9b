import type { Clock } from '@claude-remote/client';

/** Milliseconds of work between two rests: a key that comes meanwhile does not notice. */
const SLICE_MS = 4;

/** Cuts long work that nobody waits for into slices, until somebody does. */
export class Slices {
  private readonly clock: Clock;
  private until: number;
  private hurried = false;
  private wake = () => {};

  constructor(clock: Clock) {
    this.clock = clock;
    this.until = clock.now() + SLICE_MS;
  }

  /** Null while there is time to go on; else resolves when keys and fingers were served. */
  rest(): Promise<void> | null {
    if (this.hurried || this.clock.now() < this.until) return null;
    return new Promise((resolve) => {
      this.wake = () => {
        this.until = this.clock.now() + SLICE_MS;
        resolve();
      };
      this.clock.timer(0, this.wake);
    });
  }

  /** Ends the rest that is being taken, and all later ones: timers of a page that is put away may never fire. */
  hurry(): void {
    this.hurried = true;
    this.wake();
  }
}
