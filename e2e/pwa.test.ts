import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ownBuild, replaceBuild } from './builds.ts';
import { Stage, said, send, transcript } from './stage.ts';

/** The page without its hub, and from one build to the next. */
let stage: Stage;
let build: ReturnType<typeof ownBuild>;
beforeAll(async () => {
  build = ownBuild();
  stage = await Stage.start({ root: build.root });
});
afterEach(async () => {
  await stage.closeDevices();
  const expected =
    /Failed to load resource|Failed to fetch dynamically imported module|Refused to apply style|ServiceWorker/;
  expect(stage.problems.splice(0).filter((problem) => !expected.test(problem))).toEqual([]);
});
afterAll(async () => {
  await stage.end();
  build.remove();
});

const SECRET = 'the heron stands in the reeds';

let dark = false;

async function goDark(): Promise<void> {
  dark = true;
  await stage.product.hub.end('SIGKILL');
}

/** Once for each darkness; a test that failed in the dark leaves none to the next. */
async function comeBack(): Promise<void> {
  if (!dark) return;
  stage.product = await stage.product.restart('SIGKILL');
  dark = false;
}

/** The worker serves, and holds every part of this build. */
async function isWhole(page: Page): Promise<void> {
  const missing = () =>
    page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      const keys = await caches.keys();
      const files = await Promise.all(keys.map(async (key) => (await (await caches.open(key)).keys()).length));
      return navigator.serviceWorker.controller !== null && files.some((count) => count > 40);
    });
  await expect.poll(missing, { timeout: 30_000 }).toBe(true);
}

/** What is at rest here that anybody could read: names and contents, as far as they are text. */
function atRest(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const found: string[] = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
    for (const key of await caches.keys()) {
      const cache = await caches.open(key);
      for (const request of await cache.keys()) found.push(request.url);
    }
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      for (const table of database.objectStoreNames) {
        const all = await new Promise<unknown[]>((resolve) => {
          const request = database.transaction(table).objectStore(table).getAll();
          request.onsuccess = () => resolve(request.result);
        });
        const latin = new TextDecoder('latin1');
        const words = (value: unknown): string =>
          value instanceof ArrayBuffer || ArrayBuffer.isView(value)
            ? latin.decode(value)
            : typeof value === 'object' && value !== null
              ? Object.values(value).map(words).join(' ')
              : String(value);
        found.push(`${name}/${table}: ${all.map(words).join(' ')}`);
      }
      database.close();
    }
    return found.join('\n');
  });
}

/**
 * The list and what Claude said are on this device: the memory writes a few seconds after a change, and what it wrote
 * may be from before the answer. It is read as the page reads it, with the key that the browser keeps for this origin.
 */
async function isRemembered(page: Page, words: string): Promise<void> {
  const answer = new RegExp(`"kind":"text"[^}]*${words}`);
  const found = async () => {
    const texts = await page.evaluate(unsealed);
    return texts.length >= 2 && texts.some((text) => answer.test(text));
  };
  await expect.poll(found, { timeout: 20_000 }).toBe(true);
}

/** Runs in the page. */
async function unsealed(): Promise<string[]> {
  const name = 'claude-remote-known-1';
  if (!(await indexedDB.databases()).some((database) => database.name === name)) return [];
  const answered = <Value>(request: IDBRequest<Value>) =>
    new Promise<Value>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const database = await answered(indexedDB.open(name));
  const stores = database.transaction(['keys', 'sealed']);
  const [[key], ids, sealed] = await Promise.all([
    answered<CryptoKey[]>(stores.objectStore('keys').getAll()),
    answered(stores.objectStore('sealed').getAllKeys()),
    answered<{ iv: BufferSource; data: BufferSource }[]>(stores.objectStore('sealed').getAll()),
  ]);
  database.close();
  const texts = sealed.map(async ({ iv, data }, index) => {
    if (!key) return '';
    const additionalData = new TextEncoder().encode(String(ids[index]));
    const packed = await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, data);
    return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
  });
  return Promise.all(texts);
}

describe('without the hub', () => {
  afterEach(comeBack);

  test('[E60] the page opens with the last known lists and transcripts, and says from when they are', async () => {
    const { context, page } = await stage.begun(`say ${SECRET}`);
    await said(page, SECRET).waitFor();
    await isWhole(page);
    await isRemembered(page, SECRET);
    const address = new URL(page.url()).pathname;
    await page.close();
    await goDark();
    const later = await stage.page(context, address);
    await said(later, SECRET).waitFor();
    await later.getByText('No connection.').first().waitFor({ timeout: 30_000 });
    await later.getByText(/^Known up to \d\d:\d\d/).waitFor();
    await later.getByRole('link', { name: 'Back to sessions' }).click();
    await later.getByText(/This is what was known at \d\d:\d\d/).waitFor();
    await later.getByRole('link', { name: new RegExp(SECRET) }).waitFor();
    await later.getByRole('link', { name: 'Machines' }).click();
    await later.getByText(/This is what was known at \d\d:\d\d/).waitFor();
    await later.getByRole('link', { name: 'Inbox' }).click();
    await later.getByText(/This is what was known at \d\d:\d\d/).waitFor();
    expect(await atRest(later)).not.toContain('heron');
  });

  test('[E61] a prompt is kept over a reload, drawn as not sent, and sent exactly once', async () => {
    const { page } = await stage.begun('say begun');
    await said(page, 'begun').waitFor();
    await isWhole(page);
    await isRemembered(page, 'begun');
    await goDark();
    await page.getByText('No connection.').first().waitFor({ timeout: 30_000 });
    await send(page, 'say written in the dark');
    await transcript(page).getByText('Not sent').waitFor();
    await page.reload();
    await transcript(page).getByText('Not sent').waitFor();
    await page.reload();
    await transcript(page).getByText('written in the dark').waitFor();
    await comeBack();
    await said(page, 'written in the dark').waitFor({ timeout: 40_000 });
    await page.reload();
    await said(page, 'written in the dark').waitFor();
    expect(await said(page, 'written in the dark').count()).toBe(1);
    const asked = stage.model.asked.filter(({ prompt, cwd }) => prompt === 'say written in the dark' && cwd !== '');
    expect(asked).toHaveLength(1);
  });
});

describe('at sign-out', () => {
  test('[E62] what was written is asked about, and nothing that was said stays', async () => {
    const { context, page } = await stage.begun(`say ${SECRET}`);
    await said(page, SECRET).waitFor();
    await isRemembered(page, SECRET);
    await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('a heron of a draft');
    const other = await stage.page(context, '/machines');
    await other.getByRole('button', { name: 'Settings' }).click();
    await other.getByRole('button', { name: 'Sign out' }).click();
    await other.getByText('Drafts on this device: 1.').waitFor();
    await other.getByRole('button', { name: 'Sign out and remove them' }).click();
    await other.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor(); // the other tab follows
    const left = await atRest(other);
    expect(left).not.toContain('heron');
    expect(left).not.toContain(stage.product.user);
    expect(left).not.toContain('claude-remote-known');
    await page.reload();
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    expect(await atRest(page)).not.toContain('heron');
  });
});

test('[E67] a login that was ended takes what was read along, and the next person what was written', async () => {
  const guest = { username: 'guest', password: 'quiet reeds at dawn' };
  await stage.product.ask('/api/auth/users', { body: { ...guest, role: 'operator' } });
  const { context, page } = await stage.begun(`say ${SECRET}`);
  await said(page, SECRET).waitFor();
  await isRemembered(page, SECRET);
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('a heron of a draft');
  await context.clearCookies();
  await page.reload();
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  const left = await atRest(page);
  expect(left).not.toContain('claude-remote-known');
  expect(left).toContain('a heron of a draft'); // for the same person, who signs in again
  await page.getByLabel('Name', { exact: true }).fill(guest.username);
  await page.getByLabel('Password', { exact: true }).fill(guest.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('navigation', { name: 'Places' }).or(page.getByRole('log')).first().waitFor();
  expect(await atRest(page)).not.toContain('heron');
});

describe('what another app shares', () => {
  test('[E66] waits until a session is chosen, and is its draft then', async () => {
    const { page } = await stage.begun('say begun');
    await said(page, 'begun').waitFor();
    await isWhole(page);
    await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('written before');
    await share(page, '<b>Look</b> at this');
    await page.getByRole('dialog').getByText('<b>Look</b> at this').waitFor();
    await page.getByRole('dialog').getByText('notes.txt').waitFor();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /say begun/ })
      .first()
      .click();
    await page.getByRole('list', { name: 'Files of this prompt' }).getByText('notes.txt').waitFor();
    const field = page.getByRole('textbox', { name: 'Prompt', exact: true });
    await expect.poll(() => field.inputValue()).toBe('written before\n\n<b>Look</b> at this');
    await share(page, 'for a new one');
    await page.getByRole('dialog').getByRole('button', { name: 'New session' }).click();
    await page.getByRole('button', { name: 'Remove notes.txt' }).waitFor();
    const first = page.getByRole('textbox', { name: 'First prompt' });
    await expect.poll(() => first.inputValue()).toBe('for a new one');
    // Taken once: nothing waits any more.
    await page.goto(`${stage.product.url}/sessions?shared`);
    await page.getByText('Nothing arrived.').waitFor();
  });
});

describe('from one build to the next', () => {
  test('[E63] a newer build is offered in every tab, and taking it loses neither draft nor file', async () => {
    const { context, page } = await stage.begun('say begun');
    await said(page, 'begun').waitFor();
    await isWhole(page);
    const other = await stage.page(context, '/inbox');
    await other.getByRole('heading', { name: 'Inbox' }).waitFor();
    const entry = await entryOf(page);
    replaceBuild(build.page);
    await other.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
    for (const tab of [page, other]) await tab.getByText('A new version is ready.').waitFor();
    // A page of the older build that comes up now must not cost the newer one its files.
    await other.evaluate(() => navigator.serviceWorker.controller?.postMessage({ say: 'page-is-up' }));
    await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('half a thought');
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('kept') });
    await page.getByText('notes.txt').waitFor();
    await page.getByRole('button', { name: 'Load it' }).click();
    await expect.poll(() => entryOf(page)).not.toBe(entry);
    await goDark();
    await page.reload();
    await page.getByText('notes.txt').waitFor();
    await comeBack();
    expect(await page.getByRole('textbox', { name: 'Prompt', exact: true }).inputValue()).toBe('half a thought');
    // The other tab lives on in its own build, also in parts that it loads only now.
    expect(await entryOf(other)).toBe(entry);
    await other.keyboard.press('Control+k');
    await other.getByRole('combobox', { name: 'Go to or do' }).waitFor();
    await other.keyboard.press('Escape');
    await other.getByRole('button', { name: 'Load it' }).click();
    await expect.poll(() => entryOf(other)).not.toBe(entry);
    // With the last page of the older build, its files go.
    const builds = () => other.evaluate(async () => (await caches.keys()).length);
    await expect.poll(builds, { timeout: 20_000 }).toBe(1);
  });

  test('[E64] a page of an older build whose parts are gone shows the newer one', async () => {
    const { page } = await stage.signedIn();
    const entry = await entryOf(page);
    // Before the worker holds the parts, they are only at the hub.
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.unregister());
    replaceBuild(build.page);
    await page.getByRole('button', { name: 'New session' }).first().click();
    await expect.poll(() => entryOf(page), { timeout: 20_000 }).not.toBe(entry);
    await page.getByRole('link', { name: 'Sessions' }).waitFor();
  });

  test('[E64] so does one that its own worker brought, and that has only just come up', async () => {
    const { context, page } = await stage.signedIn();
    await isWhole(page);
    const entry = await entryOf(page);
    replaceBuild(build.page);
    // The browser threw away what the first screen does not need.
    await page.evaluate(async () => {
      for (const key of await caches.keys()) {
        const cache = await caches.open(key);
        for (const request of await cache.keys()) if (/new-session/.test(request.url)) await cache.delete(request);
      }
    });
    await (await context.newCDPSession(page)).send('Network.clearBrowserCache');
    await page.reload({ waitUntil: 'commit' });
    await page.getByRole('button', { name: 'New session' }).first().click();
    await expect.poll(() => entryOf(page), { timeout: 20_000 }).not.toBe(entry);
    await page.getByRole('link', { name: 'Sessions' }).waitFor();
  });

  test('[E65] a build that cannot start is replaced by the next without a click', async () => {
    const { page } = await stage.signedIn();
    await isWhole(page);
    await page.evaluate(async () => {
      for (const key of await caches.keys()) {
        const cache = await caches.open(key);
        for (const { url } of await cache.keys()) {
          const headers = { 'content-type': 'text/javascript' };
          if (/\/assets\/index-.*\.js$/.test(url))
            await cache.put(url, new Response('throw new Error("broken")', { headers }));
        }
      }
    });
    replaceBuild(build.page);
    await page.reload();
    stage.problems.splice(0);
    await page.getByRole('link', { name: 'Sessions' }).waitFor({ timeout: 50_000 });
    stage.problems.splice(0);
  });
});

/** As the system does it with an installed app: a form is posted to the address of the manifest. */
async function share(page: Page, text: string): Promise<void> {
  await page.evaluate((text) => {
    const form = document.createElement('form');
    Object.assign(form, { method: 'POST', action: '/share', enctype: 'multipart/form-data' });
    const field = (type: string, name: string) => {
      const input = Object.assign(document.createElement('input'), { type, name });
      form.append(input);
      return input;
    };
    field('text', 'text').value = text;
    const files = new DataTransfer();
    files.items.add(new File(['shared'], 'notes.txt', { type: 'text/plain' }));
    field('file', 'files').files = files.files;
    document.body.append(form);
    form.submit();
  }, text);
  await page.waitForURL(/shared/);
}

function entryOf(page: Page): Promise<string> {
  return page.locator('script[type=module]').first().getAttribute('src').then(String);
}
