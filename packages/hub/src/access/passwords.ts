import { RemoteError } from '@claude-remote/protocol';
import { COMMON_PASSWORDS } from './common-passwords.ts';

/** Hashes and checks passwords with argon2id. Knows no users, keeps nothing but a short queue. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** `outdated`: right, but hashed with other parameters than today's. */
  check(password: string, hash: string): Promise<'wrong' | 'right' | 'outdated'>;
  /** Costs as much as `check` and is always wrong, so that unknown names cannot be told from known ones. */
  burn(password: string): Promise<'wrong'>;
}

/** OWASP's smallest for t=2 is 19 MiB; 46 MiB makes a stolen database dearer and still fits a small server twice. */
const PARAMETERS = { memoryCost: 46 * 1024, timeCost: 2, parallelism: 1 } as const;
/** Each hash takes 46 MiB; more at once would let anybody exhaust the memory. */
const AT_ONCE = 2;
/** Waiting hashes; the next is refused. Each is about 0.1 s of work. */
const QUEUE = 20;

const PASSWORD_MIN = 12;
const PASSWORD_MAX = 200;

/** The library is loaded at the first use: most starts of a hub check no password. */
type Argon2 = typeof import('@node-rs/argon2');

export function createPasswords(load: () => Promise<Argon2> = () => import('@node-rs/argon2')): Passwords {
  const gate = createGate(AT_ONCE, QUEUE);
  let dummy: Promise<string> | undefined;
  const hash = (password: string) => gate(async () => (await load()).hash(password, PARAMETERS));
  return {
    hash,
    check: (password, stored) =>
      gate(async () => {
        const argon2 = await load();
        if (!(await argon2.verify(stored, password))) return 'wrong';
        const used = argon2.parseOptions(stored);
        const same =
          used.memoryCost === PARAMETERS.memoryCost &&
          used.timeCost === PARAMETERS.timeCost &&
          used.parallelism === PARAMETERS.parallelism;
        return same ? 'right' : 'outdated';
      }),
    burn: async (password) => {
      dummy ??= hash('a password that nobody has').catch((error: unknown) => {
        dummy = undefined;
        throw error;
      });
      const stored = await dummy;
      await gate(async () => (await load()).verify(stored, password));
      return 'wrong';
    },
  };
}

type Gate = <Value>(work: () => Promise<Value>) => Promise<Value>;

function createGate(atOnce: number, queue: number): Gate {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= atOnce) {
      if (waiting.length >= queue) throw new RemoteError('rate_limited', { seconds: 2 });
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}

/** Throws `weak_password`. Length counts characters as people do; every character is allowed. */
export function requireGoodPassword(password: string, name: string): void {
  const length = [...password].length;
  const plain = password.toLowerCase();
  const guessable =
    COMMON_PASSWORDS.has(plain) || plain.includes(name.toLowerCase()) || new Set(plain).size < 4 || isRun(plain);
  if (length < PASSWORD_MIN || length > PASSWORD_MAX || guessable) {
    throw new RemoteError('weak_password', { min: PASSWORD_MIN, max: PASSWORD_MAX });
  }
}

/** `123456789012`, `abcdefghijkl`: every character follows the one before it. */
function isRun(text: string): boolean {
  const steps = new Set([...text].slice(1).map((letter, index) => letter.charCodeAt(0) - text.charCodeAt(index)));
  return steps.size <= 2 && [...steps].every((step) => Math.abs(step) === 1 || Math.abs(step) === 9);
}
