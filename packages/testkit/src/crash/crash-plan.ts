import { existsSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';

/**
 * When a program of the product must die: the `nth` time from now that it comes by the named point. A plan is a file, so that
 * it can be made for a program that runs already; whoever acts on it removes it first.
 */
export interface CrashPlan {
  readonly point: string;
  /** From 1. */
  readonly nth: number;
  /** Who is killed there, all before the program goes on; empty: the program itself. */
  readonly pids: readonly number[];
}

export function planCrash(path: string, plan: CrashPlan): void {
  writeFileSync(`${path}.next`, JSON.stringify(plan));
  renameSync(`${path}.next`, path);
}

/** A plan that nobody acted on is withdrawn; false when it was acted on. */
export function withdrawCrash(path: string): boolean {
  if (!existsSync(path)) return false;
  unlinkSync(path);
  return true;
}

/** Called by a program at each of its points; does not return from the one that it must die at. */
export type AtPoint = (point: string) => void;

export function crashPoints(path: string): AtPoint {
  let passed = 0;
  let text = '';
  return (point) => {
    if (!existsSync(path)) return;
    const planned = readFileSync(path, 'utf8');
    if (planned !== text) passed = 0;
    text = planned;
    const plan: CrashPlan = JSON.parse(planned);
    if (plan.point !== point) return;
    passed++;
    if (passed < plan.nth) return;
    text = '';
    unlinkSync(path);
    // SIGKILL to oneself does not return.
    for (const pid of plan.pids.length > 0 ? plan.pids : [process.pid]) process.kill(pid, 'SIGKILL');
  };
}
