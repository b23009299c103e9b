import { describe, expect, test } from 'vitest';
import { findAccount, forgiveSignOut, isAnotherWriter, signOut } from '../src/state/account.ts';
import type { HttpOutcome, HubHttp } from '../src/state/hub-http.ts';
import { answerFrom } from '../src/worker/answer-from.ts';
import { cacheName, pageLock, unneededCaches } from '../src/worker/page-build.ts';
import { sharedIn } from '../src/worker/receive-shared.ts';
import { memoryStorage } from './memory-storage.ts';

const HUB = 'https://hub.example';
const from = (path: string, method = 'GET', mode = 'cors') =>
  answerFrom({ url: path.startsWith('https:') ? path : HUB + path, method, mode }, HUB, ['/icon.svg']);

describe('the worker', () => {
  test('[W40] answers the page’s own files and its shell, and never what the hub says', () => {
    for (const path of ['/', '/inbox', '/sessions/abc?request=1', '/setup'])
      expect(from(path, 'GET', 'navigate')).toBe('shell');
    expect(from('/assets/index-abc.js')).toBe('file');
    expect(from('/icon.svg', 'GET', 'no-cors')).toBe('named');
    for (const path of ['/api/v1/sessions', '/api/auth/me', '/health', '/ws', '/ca.crt', '/worker.js', '/index.html']) {
      expect(from(path)).toBe('network');
      expect(from(path, 'GET', 'navigate')).toBe('network');
    }
    expect(from('/inbox')).toBe('network');
    expect(from('/inbox', 'POST', 'navigate')).toBe('network');
    expect(from('https://elsewhere.example/assets/index-abc.js')).toBe('network');
  });

  test('[W41] keeps its own build and those that a page still shows, and touches no cache of others', () => {
    const name = (entry: string, id = '1') => cacheName({ entry: `/assets/${entry}.js`, id });
    const own = name('c');
    const all = [name('a'), name('a', '2'), name('b'), own, 'somebody else’s'];
    expect(unneededCaches(all, own, [pageLock('/assets/b.js'), pageLock('/assets/c.js')])).toEqual([
      name('a'),
      name('a', '2'),
    ]);
  });
});

describe('what another app shares', () => {
  const form = (fields: Readonly<Record<string, string>>, files: readonly File[] = []) => {
    const made = new FormData();
    for (const [name, value] of Object.entries(fields)) made.set(name, value);
    for (const file of files) made.append('files', file);
    return made;
  };

  test('[W44] is its words, each once, and its files, both bounded', () => {
    const address = 'https://example.org/a';
    const twice = form({ title: 'A page', text: `Look: ${address}`, url: address });
    expect(sharedIn(twice).text).toBe(`A page\nLook: ${address}`);
    expect(sharedIn(form({ text: 'x'.repeat(200_000) })).text).toHaveLength(100_000);
    const many = Array.from({ length: 30 }, (_, index) => new File(['x'], `${index}.txt`));
    expect(sharedIn(form({}, many)).files).toHaveLength(20);
    expect(sharedIn(form({ text: ' ', files: 'not a file' }, [new File([], 'empty')]))).toEqual({
      text: '',
      files: [],
    });
  });
});

/** A hub at which somebody is signed in until `logout` reaches it. */
function hubStandIn() {
  const hub = { away: false, user: 'wren' as string | null };
  const answer = <Body>(body: Body): HttpOutcome<Body> =>
    hub.away ? { outcome: 'unreachable' } : { outcome: 'ok', body };
  const refused: HttpOutcome<never> = { outcome: 'refused', status: 401, code: 'unauthenticated', sentence: '' };
  const http: Pick<HubHttp, 'me' | 'status' | 'logout'> = {
    me: async () =>
      hub.user === null && !hub.away ? refused : answer({ user: { username: hub.user ?? '', role: 'admin' } }),
    status: async () => answer({ setupRequired: false }),
    async logout() {
      if (!hub.away) hub.user = null;
      return answer({});
    },
  };
  return { hub, http: http as HubHttp }; // nothing else is asked here
}

describe('who is signed in', () => {
  test('[W42] signing out while the hub is away is made up for before anybody is let in', async () => {
    const { hub, http } = hubStandIn();
    const storage = memoryStorage();
    hub.away = true;
    await signOut(http, storage);
    expect(await findAccount(http, storage, null)).toEqual({ at: 'sign-in' });
    hub.away = false;
    expect(await findAccount(http, storage, null)).toEqual({ at: 'sign-in' });
    expect(hub.user).toBe(null);
    hub.user = 'heron';
    forgiveSignOut(storage);
    expect(await findAccount(http, storage, null)).toMatchObject({ at: 'in', user: { username: 'heron' } });
  });

  test('[W43] what one person wrote here is known not to be the next one’s', () => {
    const storage = memoryStorage();
    const wren = { username: 'wren', role: 'admin' };
    expect(isAnotherWriter(storage, wren)).toBe(false);
    expect(isAnotherWriter(storage, wren)).toBe(false);
    expect(isAnotherWriter(storage, { ...wren, username: 'heron' })).toBe(true);
    expect(isAnotherWriter(storage, { ...wren, username: 'heron' })).toBe(false);
  });
});
