import type { Random } from './random.ts';

/**
 * How rough one simulation is. Each seed has its own: one where everything crashes a little finds less than many where one
 * thing crashes a lot.
 */
export interface Weather {
  /** Weights of the faults, against 8 for each line with something to deliver. */
  readonly hubCrash: number;
  readonly runnerCrash: number;
  readonly powerCut: number;
  readonly clientCrash: number;
  readonly cut: number;
  readonly claudeKill: number;
  readonly restore: number;
  /** Weights of a write becoming durable: a slow disk leaves more to lose. */
  readonly hubDisk: number;
  readonly runnerDisk: number;
  readonly clientDisk: number;
}

/** A machine's disk that is slow against all else leaves its sessions with much to hear at once. */
const SLOW_DISK = 0.4;

export function weatherOf(random: Random): Weather {
  const fault = (): number => random.pick([0, 0.1, 0.3, 1]) ?? 0;
  const disk = (): number => random.pick([1.5, 5, 12]) ?? 5;
  const disks = { hubDisk: disk(), runnerDisk: random.chance(0.2) ? SLOW_DISK : disk(), clientDisk: disk() };
  return {
    ...disks,
    hubCrash: fault(),
    runnerCrash: fault(),
    powerCut: fault(),
    clientCrash: fault(),
    cut: fault(),
    claudeKill: fault(),
    restore: fault(),
  };
}
