import { RemoteError } from '@claude-remote/protocol';
import type { Principal } from './principal.ts';
import { hashSecret, type Random, secretToken } from './secrets.ts';
import type { AccessStore, LoginRecord, UserRecord } from './store.ts';

/** Signed-in browsers: a 256-bit secret each, kept as a hash, ended by idling, by age or by signing out. */
export interface Logins {
  begin(user: UserRecord): Promise<{ secret: string; expiresAt: number }>;
  /** Throws `unauthenticated`. */
  find(secret: string): Promise<Principal>;
  /** Whether a login whose socket is open still lives; an open socket counts as use. `login`: as in the principal. */
  stillOpen(login: string): Promise<boolean>;
  end(login: string): Promise<void>;
  /** The same login under a new secret; the old one ends. */
  renew(login: string): Promise<{ secret: string; expiresAt: number }>;
}

const DAY_MS = 86_400_000;
export const LOGIN_IDLE_MS = 7 * DAY_MS;
export const LOGIN_MAX_MS = 30 * DAY_MS;
/** The last use is written at most this often: reading must not cost a write each time. */
const TOUCH_MS = 10 * 60_000;

export function createLogins(options: { store: AccessStore; random: Random; now: () => number }): Logins {
  const { store, now } = options;

  const begin = async (user: string, expiresAt: number) => {
    const secret = secretToken(options.random);
    const at = now();
    await store.addLogin({ hash: hashSecret(secret), user, createdAt: at, lastUsedAt: at, expiresAt });
    return { secret, expiresAt };
  };

  const living = async (hash: string): Promise<LoginRecord> => {
    const login = await store.login(hash);
    if (!login) throw new RemoteError('unauthenticated');
    const over = now() >= login.expiresAt || now() - login.lastUsedAt >= LOGIN_IDLE_MS;
    if (!over) return login;
    await store.removeLogin(hash);
    throw new RemoteError('unauthenticated');
  };

  return {
    begin: (user) => begin(user.id, now() + LOGIN_MAX_MS),
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
    end: (login) => store.removeLogin(login),
    renew: async (login) => {
      const { expiresAt } = await living(login);
      const secret = secretToken(options.random);
      const at = now();
      await store.renewLogin(login, { hash: hashSecret(secret), createdAt: at, lastUsedAt: at, expiresAt });
      return { secret, expiresAt };
    },
  };
}
