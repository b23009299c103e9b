import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { openSealedStore, SealedStoreOptions } from '../src/offline/sealed-store.ts';

/** The store of what is remembered, in a real browser: Node has neither its database nor a key that no script gets. */
let server: Server;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  const built = await build({
    configFile: false,
    publicDir: false,
    logLevel: 'silent',
    build: {
      write: false,
      lib: { entry: join(import.meta.dirname, '../src/offline/sealed-store.ts'), formats: ['iife'], name: 'sealed' },
    },
  });
  const [bundle] = Array.isArray(built) ? built : [built];
  const script = bundle && 'output' in bundle ? bundle.output[0] : undefined;
  if (script?.type !== 'chunk') throw new Error('the store was not built');
  server = createServer((request, response) => {
    const wanted =
      request.url === '/store.js'
        ? ['text/javascript', script.code]
        : ['text/html', '<!doctype html><script src="/store.js"></script>'];
    response.writeHead(200, { 'content-type': wanted[0] }).end(wanted[1]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});
beforeEach(async () => {
  const context = await browser.newContext();
  page = await context.newPage();
  const { port } = server.address() as AddressInfo; // listening on TCP
  await page.goto(`http://127.0.0.1:${port}/`);
});

type Step =
  | readonly ['keepOnly', string]
  | readonly ['write', string, string, number]
  | readonly ['read', string]
  | readonly ['swap', string, string];
type Settings = Pick<SealedStoreOptions, 'owner' | 'limits'>;
const WREN: Settings = { owner: 'wren', limits: { items: 3, bytes: 1_000_000 } };

/** Opens the store, does the steps, closes it; what was read, in order. */
function using(settings: Settings, steps: readonly Step[]): Promise<(string | null)[]> {
  return page.evaluate(
    async ({ settings, steps }) => {
      // The script that the page has loaded leaves it there.
      const { sealed } = globalThis as unknown as { sealed: { openSealedStore: typeof openSealedStore } };
      const store = await sealed.openSealedStore({ ...settings, databases: indexedDB, crypto, name: 'test' });
      const found: (string | null)[] = [];
      for (const step of steps) {
        if (step[0] === 'write') await store.write(step[1], step[2], step[3]);
        else if (step[0] === 'keepOnly') await store.keepOnly((id) => id === step[1]);
        else if (step[0] === 'read') found.push(await store.read(step[1]));
        else await swap(step[1], step[2]);
      }
      store.close();
      return found;

      /** Puts one sealed text in the place of another, as somebody with the file could. */
      async function swap(from: string, to: string) {
        const database = await new Promise<IDBDatabase>((resolve) => {
          const request = indexedDB.open('test');
          request.onsuccess = () => resolve(request.result);
        });
        await new Promise<void>((resolve) => {
          const transaction = database.transaction('sealed', 'readwrite');
          const table = transaction.objectStore('sealed');
          const request = table.get(from);
          request.onsuccess = () => table.put(request.result, to);
          transaction.oncomplete = () => resolve();
        });
        database.close();
      }
    },
    { settings, steps },
  );
}

describe('what is remembered', () => {
  test('[W45] is read again by its owner, the newest wins, and there is never more than fits', async () => {
    const written: Step[] = [1, 2, 3, 4].map((at) => ['write', `s${at}`, `text ${at}`, at]);
    await using(WREN, [...written, ['write', 's4', 'older', 3]]);
    const read: Step[] = ['s1', 's2', 's3', 's4'].map((id) => ['read', id]);
    expect(await using(WREN, read)).toEqual([null, 'text 2', 'text 3', 'text 4']);
    expect(await using(WREN, [['keepOnly', 's4'], ...read])).toEqual([null, null, null, 'text 4']);
    // Each of them takes some 45 bytes.
    const small = { ...WREN, limits: { items: 9, bytes: 100 } };
    expect(await using(small, [['write', 's5', 'text 5', 5], ...read, ['read', 's5']])).toEqual([
      ...[null, null, null],
      'text 4',
      'text 5',
    ]);
  });

  test('[W45] is nobody else’s, and a text that was moved is not taken for another', async () => {
    await using(WREN, [
      ['write', 'a', 'of a', 1],
      ['write', 'b', 'of b', 2],
      ['swap', 'a', 'b'],
    ]);
    expect(
      await using(WREN, [
        ['read', 'a'],
        ['read', 'b'],
      ]),
    ).toEqual(['of a', null]);
    expect(await using({ ...WREN, owner: 'heron' }, [['read', 'a']])).toEqual([null]);
    expect(await using(WREN, [['read', 'a']])).toEqual([null]);
  });

  test('[W45] is sealed with a key that leaves the browser for no script', async () => {
    await using(WREN, [['write', 'a', 'of a', 1]]);
    const exported = await page.evaluate(async () => {
      const database = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open('test');
        request.onsuccess = () => resolve(request.result);
      });
      const key = await new Promise<CryptoKey>((resolve) => {
        const request = database.transaction('keys').objectStore('keys').get('wren');
        request.onsuccess = () => resolve(request.result);
      });
      return crypto.subtle.exportKey('raw', key).then(
        () => 'given',
        () => 'kept',
      );
    });
    expect(exported).toBe('kept');
  });
});
