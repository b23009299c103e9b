import type { HubHttp, User } from './hub-http.ts';

/** Who this page may act as. `asking` until the hub has answered once. */
export type Account =
  | { readonly at: 'asking' }
  /** The hub has no admin. `code` came with the setup link; without it the person is told where to find the link. */
  | { readonly at: 'setup'; readonly code: string | null }
  | { readonly at: 'sign-in' }
  | { readonly at: 'in'; readonly user: User }
  /** The hub did not answer and nobody was signed in here before. */
  | { readonly at: 'unreachable' };

const REMEMBERED = 'user';

/** What is drawn until the hub has answered: the screens of whoever was signed in here last. */
export function expectedAccount(storage: Storage): Account {
  const user = recallUser(storage);
  return user ? { at: 'in', user } : { at: 'asking' };
}

/** What the hub says; without an answer, who was signed in here last, so that the page opens without the network. */
export async function findAccount(http: HubHttp, storage: Storage, setupCode: string | null): Promise<Account> {
  if (setupCode !== null) return { at: 'setup', code: setupCode };
  const me = await http.me();
  if (me.outcome === 'ok') {
    rememberUser(storage, me.body.user);
    return { at: 'in', user: me.body.user };
  }
  if (me.outcome === 'unreachable') {
    const user = recallUser(storage);
    return user ? { at: 'in', user } : { at: 'unreachable' };
  }
  forgetUser(storage);
  const status = await http.status();
  return status.outcome === 'ok' && status.body.setupRequired ? { at: 'setup', code: null } : { at: 'sign-in' };
}

export function forgetUser(storage: Storage): void {
  storage.removeItem(REMEMBERED);
}

function rememberUser(storage: Storage, { username, role }: User): void {
  storage.setItem(REMEMBERED, JSON.stringify({ username, role }));
}

function recallUser(storage: Storage): User | null {
  try {
    const { username, role } = JSON.parse(storage.getItem(REMEMBERED) ?? '{}') as Partial<User>; // written by us; checked below
    return typeof username === 'string' && typeof role === 'string' ? { username, role } : null;
  } catch {
    return null;
  }
}

/** The one-time setup code of `/setup#<code>`; null when this is not that link. */
export function setupCodeOf({ pathname, hash }: { pathname: string; hash: string }): string | null {
  return pathname === '/setup' && hash.length > 1 ? decodeURIComponent(hash.slice(1)) : null;
}
