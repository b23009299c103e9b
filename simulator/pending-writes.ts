import type { Random } from './random.ts';

/** Writes that were asked for and are not durable yet, in order. The simulation decides when each one is; a crash loses the rest. */
export class PendingWrites {
  private writes: (() => void)[] = [];

  add(write: () => void): void {
    this.writes.push(write);
  }

  get waiting(): number {
    return this.writes.length;
  }

  /** Makes the oldest one durable; false when there is none. */
  commitNext(): boolean {
    const write = this.writes.shift();
    write?.();
    return write !== undefined;
  }

  /** The program is gone: some of the oldest may have reached the disk without anybody hearing of it. */
  crash(random: Random): void {
    for (let left = random.below(this.writes.length + 1); left > 0; left--) this.commitNext();
    this.writes = [];
  }
}
