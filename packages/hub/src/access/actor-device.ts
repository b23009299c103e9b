import type { ActorDevice } from '@claude-remote/protocol';
import { browserWords } from './browser-words.ts';
import type { Principal } from './principal.ts';
import type { AccessStore } from './store.ts';

/**
 * The browser behind a login as others may see it; null for programs, and where nothing is known of it. Looked up at each
 * use: its owner may name it while its sockets are open.
 */
export async function deviceOf(
  store: Pick<AccessStore, 'login'>,
  { login }: Pick<Principal, 'login'>,
): Promise<ActorDevice | null> {
  const record = login === null ? null : await store.login(login);
  if (!record) return null;
  const { browser, system } = browserWords(record.agent);
  const known = record.name ?? browser ?? system;
  return known === null ? null : { name: record.name, browser, system };
}
