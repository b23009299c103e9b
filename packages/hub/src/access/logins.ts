import { RemoteError } from '@claude-remote/protocol';
import type { Principal } from './principal.ts';
import { hashSecret, type Random, secretToken } from './secrets.ts';
import type { AccessStore, LoginRecord, UserRecord } from './store.ts';

/** Signed-in browsers: a 256-bit secret each, kept as a hash, ended by idling, by age or by signing out. */
export interface Logins {
  begin(user: UserRecord, from?: SignedInFrom): Promise<{ secret: string; expiresAt: number }>;
  /** Throws `unauthenticated`. */
  find(secret: string): Promise<Principal>;
  /** Whether a login whose socket is open still lives; an open socket counts as use. `login`: as in the principal. */
  stillOpen(login: string): Promise<boolean>;
  /** Those of a user that still live, oldest first. */
  of(user: string): Promise<LoginRecord[]>;
  end(login: string): Promise<void>;
  /** The same login under a new secret; the old one ends. */
  renew(login: string): Promise<{ secret: string; expiresAt: number }>;
}

/** What is known of a browser when it signs in. */
export interface SignedInFrom {
  /** Its `User-Agent`. */
  readonly agent: string;
  /** Its IP address. */
  readonly source: string;
}

const NOWHERE: SignedInFrom = { agent: '', source: '' };
/** Characters of a `User-Agent` that are kept: anybody can send any number of them. */
const MAX_AGENT_CHARS = 300;

const DAY_MS = 86_400_000;
export const LOGIN_IDLE_MS = 7 * DAY_MS;
export const LOGIN_MAX_MS = 30 * DAY_MS;
/** The last use is written at most this often: reading must not cost a write each time. */
const TOUCH_MS = 10 * 60_000;

export function createLogins(options: { store: AccessStore; random: Random; now: () => number }): Logins {
  const { store, now } = options;

  const begin = async (user: string, expiresAt: number, from: SignedInFrom) => {
    const secret = secretToken(options.random);
    const at = now();
    await store.addLogin({
      hash: hashSecret(secret),
      id: options.random(9).toString('base64url'),
      user,
      createdAt: at,
      lastUsedAt: at,
      expiresAt,
      name: null,
      agent: from.agent.slice(0, MAX_AGENT_CHARS),
      source: from.source,
    });
    return { secret, expiresAt };
  };

  const isOver = ({ expiresAt, lastUsedAt }: LoginRecord) => now() >= expiresAt || now() - lastUsedAt >= LOGIN_IDLE_MS;

  const living = async (hash: string): Promise<LoginRecord> => {
    const login = await store.login(hash);
    if (!login) throw new RemoteError('unauthenticated');
    if (!isOver(login)) return login;
    await store.removeLogin(hash);
    throw new RemoteError('unauthenticated');
  };

  return {
    begin: (user, from = NOWHERE) => begin(user.id, now() + LOGIN_MAX_MS, from),
    find: async (secret) => {
      const hash = hashSecret(secret);
      const login = await living(hash);
      const user = await store.user(login.user);
      if (!user) throw new RemoteError('unauthenticated');
      if (now() - login.lastUsedAt > TOUCH_MS) await store.touchLogin(hash, now());
      return { kind: 'user', id: user.id, name: user.name, role: user.role, login: hash };
    },
    stillOpen: async (login) => {
      try {
        await living(login);
      } catch {
        return false;
      }
      await store.touchLogin(login, now());
      return true;
    },
    of: async (user) => (await store.loginsOf(user)).filter((login) => !isOver(login)),
    end: (login) => store.removeLogin(login),
    renew: async (login) => {
      const { expiresAt } = await living(login);
      const secret = secretToken(options.random);
      const at = now();
      await store.renewLogin(login, { hash: hashSecret(secret), lastUsedAt: at, expiresAt });
      return { secret, expiresAt };
    },
  };
}
