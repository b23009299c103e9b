import { createHmac } from 'node:crypto';
import type { Random } from './secrets.ts';

/**
 * Remembers for a short time that a name and password were right, so that each REST request with Basic does not cost a
 * password hash. Keyed by a hash under a key of this process: the memory holds no password.
 */
export interface BasicMemory {
  /** Id of the user, when this very pair was right lately. */
  find(name: string, password: string): string | null;
  keep(name: string, password: string, user: string): void;
  /** A password changed or a user went. */
  forget(user: string): void;
}

/** At most this long may a password that was changed elsewhere go on working. */
const KEEP_MS = 5 * 60_000;
const MAX_PAIRS = 1_000;

export function createBasicMemory(options: { random: Random; now: () => number }): BasicMemory {
  const key = options.random(32);
  const pairs = new Map<string, { user: string; until: number }>();
  const keyOf = (name: string, password: string) =>
    createHmac('sha256', key).update(`${name}\0${password}`).digest('base64');
  return {
    find: (name, password) => {
      const pair = pairs.get(keyOf(name, password));
      return pair && options.now() < pair.until ? pair.user : null;
    },
    keep: (name, password, user) => {
      const oldest = pairs.size >= MAX_PAIRS ? pairs.keys().next().value : undefined;
      if (oldest !== undefined) pairs.delete(oldest);
      pairs.set(keyOf(name, password), { user, until: options.now() + KEEP_MS });
    },
    forget: (user) => {
      for (const [pair, { user: owner }] of pairs) if (owner === user) pairs.delete(pair);
    },
  };
}
