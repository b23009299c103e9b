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
/** Whose drafts and unsent prompts are on this device. */
const WRITER = 'written-by';
/** Somebody signed out while the hub was away: it is told before anything else is asked. */
const OWED = 'sign-out-owed';

/** What is drawn until the hub has answered: the screens of whoever was signed in here last. */
export function expectedAccount(storage: Storage): Account {
  const user = recallUser(storage);
  return user ? { at: 'in', user } : { at: 'asking' };
}

/** What the hub says; without an answer, who was signed in here last, so that the page opens without the network. */
export async function findAccount(http: HubHttp, storage: Storage, setupCode: string | null): Promise<Account> {
  if (setupCode !== null) return { at: 'setup', code: setupCode };
  if (!(await paySignOut(http, storage))) return { at: 'sign-in' };
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

/** Signs out at the hub, now or as soon as it answers again. */
export async function signOut(http: HubHttp, storage: Storage): Promise<void> {
  storage.setItem(OWED, 'yes');
  await paySignOut(http, storage);
}

/** A new login is not ended by the sign-out of an earlier one. */
export function forgiveSignOut(storage: Storage): void {
  storage.removeItem(OWED);
}

/** True when nothing is owed any more. */
async function paySignOut(http: HubHttp, storage: Storage): Promise<boolean> {
  if (storage.getItem(OWED) === null) return true;
  const { outcome } = await http.logout();
  if (outcome === 'unreachable') return false;
  forgiveSignOut(storage);
  return true;
}

/** True when what was written here is of another person than the one who is signed in now; that one is noted. */
export function isAnotherWriter(storage: Storage, { username }: User): boolean {
  const writer = storage.getItem(WRITER);
  storage.setItem(WRITER, username);
  return writer !== null && writer !== username;
}

/** Another tab of this browser signed out. */
export function isSignOut({ key, newValue }: StorageEvent): boolean {
  return key === REMEMBERED && newValue === null;
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
