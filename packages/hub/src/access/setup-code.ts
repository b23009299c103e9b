import { hashSecret, type Random, safeEqual, secretToken } from './secrets.ts';

/**
 * The one-time code by which the first admin is made. It lives in this process only, as a hash, and is consumed in one
 * step: of any number of requests at once, one gets it.
 */
export interface SetupCode {
  /** A new code; the one before it is worthless from now on. */
  issue(): string;
  /** True for exactly one caller with the right code in time. */
  consume(code: string): boolean;
  /** Gives a consumed code back because the admin could not be stored. */
  restore(code: string): void;
}

export const SETUP_CODE_MS = 15 * 60_000;

export function createSetupCode(options: { random: Random; now: () => number }): SetupCode {
  let open: { hash: string; until: number } | null = null;
  let until = 0;
  return {
    issue: () => {
      const code = secretToken(options.random);
      until = options.now() + SETUP_CODE_MS;
      open = { hash: hashSecret(code), until };
      return code;
    },
    consume: (code) => {
      const right = open !== null && options.now() < open.until && safeEqual(open.hash, hashSecret(code));
      if (right) open = null;
      return right;
    },
    restore: (code) => {
      open = { hash: hashSecret(code), until };
    },
  };
}
