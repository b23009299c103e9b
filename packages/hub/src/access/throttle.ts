import { RemoteError } from '@claude-remote/protocol';

/**
 * Slows guessing down without giving an attacker a way to lock the owner out: tries are counted per account and source,
 * and per source; a browser that signed in before is counted by itself alone. Memory is bounded.
 */
export interface Throttle {
  /** Counts the try before it is made, so that parallel tries cannot slip by. Throws `too_many_attempts`. */
  admit(attempt: Attempt): void;
  /** The try was right: forgets what was counted against this account from here. */
  succeeded(attempt: Attempt): void;
}

interface Attempt {
  readonly account: string;
  /** IP address. */
  readonly source: string;
  /** Id of a device that has signed in to this account before; null when it is unknown. */
  readonly device: string | null;
}

interface Bucket {
  tries: number;
  /** Milliseconds, by the clock, of the last counted try and of the moment when the next is allowed. */
  at: number;
  openAt: number;
}

/** Tries without a pause; mistyping a few times must cost nothing. */
const FREE_PER_ACCOUNT = 5;
const FREE_PER_SOURCE = 20;
/** The pause after the last free try, doubled each time: 10 tries take over 15 minutes, 1,000 take ten days. */
const FIRST_PAUSE_MS = 15_000;
const LONGEST_PAUSE_MS = 15 * 60_000;
/** A bucket without tries for this long (beyond its pause) is forgotten. */
const FORGET_MS = 15 * 60_000;
/** Buckets of each kind; the least recently used goes first. About 2 MB in all. */
const MAX_BUCKETS = 10_000;

export function createThrottle(now: () => number): Throttle {
  const accounts = new Map<string, Bucket>();
  const sources = new Map<string, Bucket>();
  const devices = new Map<string, Bucket>();

  const bucketsOf = (attempt: Attempt) => {
    if (attempt.device !== null) {
      return [{ map: devices, key: attempt.device, free: FREE_PER_ACCOUNT }];
    }
    const source = sourceOf(attempt.source);
    return [
      { map: accounts, key: `${source} ${attempt.account.toLowerCase()}`, free: FREE_PER_ACCOUNT },
      { map: sources, key: source, free: FREE_PER_SOURCE },
    ];
  };

  return {
    admit: (attempt) => {
      const buckets = bucketsOf(attempt);
      const time = now();
      const openAt = Math.max(...buckets.map(({ map, key }) => find(map, key, time)?.openAt ?? 0));
      if (openAt > time) throw new RemoteError('too_many_attempts', { seconds: Math.ceil((openAt - time) / 1000) });
      for (const { map, key, free } of buckets) count(map, key, { time, free });
    },
    succeeded: (attempt) => {
      for (const { map, key } of bucketsOf(attempt)) {
        const bucket = map.get(key);
        // Other accounts may be guessed from the same source meanwhile: only this try is given back there.
        if (map === sources && bucket) Object.assign(bucket, { tries: bucket.tries - 1, openAt: 0 });
        else map.delete(key);
      }
    },
  };
}

function find(map: Map<string, Bucket>, key: string, time: number): Bucket | undefined {
  const bucket = map.get(key);
  if (bucket && time - Math.max(bucket.at, bucket.openAt) > FORGET_MS) {
    map.delete(key);
    return undefined;
  }
  return bucket;
}

function count(map: Map<string, Bucket>, key: string, { time, free }: { time: number; free: number }): void {
  const tries = (map.get(key)?.tries ?? 0) + 1;
  const pause = tries < free ? 0 : Math.min(FIRST_PAUSE_MS * 2 ** Math.min(tries - free, 20), LONGEST_PAUSE_MS);
  // Set anew, so that the map's own order is the order of use.
  map.delete(key);
  map.set(key, { tries, at: time, openAt: time + pause });
  const oldest = map.size > MAX_BUCKETS ? map.keys().next().value : undefined;
  if (oldest !== undefined) map.delete(oldest);
}

/** One IPv6 customer has a whole /64: addresses within it are one source. */
function sourceOf(address: string): string {
  const mapped = address.startsWith('::ffff:') ? address.slice(7) : address;
  if (!mapped.includes(':')) return mapped;
  const [head = ''] = mapped.split('%');
  const [left = '', right] = head.split('::');
  const groups = left.split(':');
  const missing = right === undefined ? 0 : 8 - groups.length - right.split(':').length;
  const full = right === undefined ? groups : [...groups, ...Array<string>(Math.max(missing, 0)).fill('0'), right];
  return `${full.slice(0, 4).join(':')}::/64`;
}
