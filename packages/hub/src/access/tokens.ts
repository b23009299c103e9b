import { RemoteError } from '@claude-remote/protocol';
import type { Principal, Role } from './principal.ts';
import { hashSecret, type Random, secretToken } from './secrets.ts';
import type { AccessStore, TokenRecord } from './store.ts';

/** API tokens: for programs, shown once, kept as a hash, never worth more than their owner's role. */
export interface Tokens {
  create(
    owner: { id: string; role: Role },
    wish: { name: string; role: Role },
  ): Promise<{ id: string; secret: string }>;
  list(owner: string): Promise<TokenRecord[]>;
  /** False when the owner has no such token. */
  remove(owner: string, id: string): Promise<boolean>;
  /** Throws `invalid_credentials`. */
  find(secret: string): Promise<Principal>;
}

/** Lets secret scanners and our own redaction recognise a leaked token. */
const PREFIX = 'clr_';
const RANK: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 };
const TOUCH_MS = 10 * 60_000;

export function createTokens(options: { store: AccessStore; random: Random; now: () => number }): Tokens {
  const { store, random, now } = options;
  return {
    create: async (owner, wish) => {
      if (RANK[wish.role] > RANK[owner.role]) throw new RemoteError('forbidden');
      const secret = `${PREFIX}${secretToken(random)}`;
      const id = random(9).toString('base64url');
      const record = { id, hash: hashSecret(secret), user: owner.id, ...wish, createdAt: now(), lastUsedAt: null };
      await store.addToken(record);
      return { id, secret };
    },
    list: (owner) => store.tokensOf(owner),
    remove: (owner, id) => store.removeToken(id, owner),
    find: async (secret) => {
      const token = secret.startsWith(PREFIX) ? await store.token(hashSecret(secret)) : null;
      const owner = token ? await store.user(token.user) : null;
      if (!token || !owner) throw new RemoteError('invalid_credentials');
      if (now() - (token.lastUsedAt ?? 0) > TOUCH_MS) await store.touchToken(token.hash, now());
      const role = RANK[token.role] < RANK[owner.role] ? token.role : owner.role;
      return { kind: 'token', id: token.id, owner: owner.id, name: `${owner.name}/${token.name}`, role, login: null };
    },
  };
}
