import type { Clock } from '@claude-remote/link';
import type { Principal } from './principal.ts';

/**
 * Who gave their password a moment ago: what is dangerous is taken from nobody else. Kept in this process only, so a
 * restarted hub asks again; measured by a clock that nobody sets.
 */
export interface StepUps {
  /** The person behind this login has just given the right password. */
  passed(login: string): void;
  /**
   * Whether this is known to be the person and not only their browser. Basic brings the password with each request, and a
   * token is a program's own secret that no password stands behind: for both the credentials themselves count.
   */
  isFresh(principal: Principal): boolean;
}

export const STEP_UP_MS = 5 * 60_000;

export function createStepUps(clock: Pick<Clock, 'now'>): StepUps {
  const until = new Map<string, number>();
  return {
    passed: (login) => {
      for (const [one, end] of until) if (clock.now() >= end) until.delete(one);
      until.set(login, clock.now() + STEP_UP_MS);
    },
    isFresh: ({ login }) => login === null || clock.now() < (until.get(login) ?? 0),
  };
}
