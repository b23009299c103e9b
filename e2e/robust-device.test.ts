import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Network } from './network.ts';
import { begin, press, Stage, said, send, transcript, tray } from './stage.ts';

/** Devices that lie about the time, sleep, or lose their page. */
let stage: Stage;
let network: Network;
beforeAll(async () => {
  stage = await Stage.start();
  network = await Network.start();
});
afterEach(async () => {
  await stage.closeDevices();
  network.heal();
  expect(stage.problems.splice(0)).toEqual([]);
});
afterAll(async () => {
  await stage.end();
  await network.stop();
});

/** Ids of what this device remembers of sessions; it is written a few seconds after it was learnt. */
function kept(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const answered = <Result>(request: IDBRequest<Result>) =>
      new Promise<Result>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const names = (await indexedDB.databases()).map(({ name }) => name ?? '').filter((name) => name.includes('known'));
    const found = await Promise.all(
      names.map(async (name) => {
        const database = await answered(indexedDB.open(name));
        const tables = [...database.objectStoreNames];
        const keys = await Promise.all(
          tables.map((table) => answered(database.transaction(table).objectStore(table).getAllKeys())),
        );
        database.close();
        return keys.flat().map(String);
      }),
    );
    return found.flat();
  });
}

const DAY_MS = 24 * 60 * 60_000;

for (const [name, days] of [
  ['a day ahead', 1],
  ['a day behind', -1],
] as const) {
  test(`[E129] a device whose clock is ${name} shows the hub’s time, and nothing expires`, async () => {
    const { context, page } = await stage.signedIn();
    await context.addInitScript((ahead) => {
      const Real = Date;
      globalThis.Date = class extends Real {
        constructor(at: number | string = Real.now() + ahead) {
          super(at);
        }
        static override now = () => Real.now() + ahead;
      } as DateConstructor; // called as a function nowhere in the page
    }, days * DAY_MS);
    await page.reload();
    expect(Math.abs((await page.evaluate(() => Date.now())) - Date.now())).toBeGreaterThan(DAY_MS / 2);
    await begin(page, 'run touch clock.txt');
    await tray(page, 'Permission')
      .getByText(/waiting \d+ s$/)
      .waitFor();
    await press(tray(page, 'Permission').getByRole('button', { name: 'Allow once' }));
    await said(page, /It said/).waitFor();
    const times = (await transcript(page).textContent())?.match(/(?<!\d)\d\d:\d\d(?!\d)/g) ?? [];
    const around = await page.evaluate(
      ([from, until]) =>
        [from, until].map((at) =>
          new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at),
        ),
      [Date.now() - 60_000, Date.now()] as const,
    );
    expect(times.length).toBeGreaterThan(0);
    for (const time of times) expect(around).toContain(time);
    await page.goto(`${stage.product.url}/sessions`);
    const row = page.getByRole('link', { name: /run touch clock/ }).first();
    await row.waitFor();
    const text = (await row.allInnerTexts()).join();
    expect(text).toMatch(/\b\d+ s\b|\b[01] min\b|\d\d:\d\d/);
    expect(text).not.toMatch(/\d+ h\b|Mon|Tue|Wed|Thu|Fri|Sat|Sun/);
    await page.reload();
    await page.getByRole('link', { name: 'Sessions' }).waitFor(); // still signed in
  });
}

test('[E130] a frozen tab wakes with its draft, and with every word that was said meanwhile', async () => {
  const { context, page } = await stage.begun('slow');
  await said(page, /Sentence 3 /).waitFor();
  const draft = page.getByRole('textbox', { name: 'Prompt', exact: true });
  await draft.fill('half a thought');
  const devtools = await context.newCDPSession(page);
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
  const session = new URL(page.url()).pathname;
  const isOver = async () => (await stage.product.ask(`/api/v1${session}`)).text.includes('"turn":null');
  await expect.poll(isOver, { timeout: 30_000 }).toBe(true);
  await devtools.send('Page.setWebLifecycleState', { state: 'active' });
  await said(page, /Sentence 40 of a long answer/).waitFor({ timeout: 30_000 });
  const text = (await transcript(page).textContent()) ?? '';
  const numbers = [...text.matchAll(/Sentence (\d+) of/g)].map(([, number]) => Number(number));
  expect(numbers).toEqual(Array.from({ length: 40 }, (_, at) => at + 1));
  expect(await draft.inputValue()).toBe('half a thought');
});

test('[E131] a killed page comes back with transcript, draft and what was not sent, also without the hub', async () => {
  const { context, page } = await stage.begun('say before the crash', { network });
  await said(page, 'before the crash').waitFor();
  const session = new URL(page.url()).pathname;
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  await expect.poll(() => kept(page), { timeout: 20_000 }).toContain(session.replace('/sessions/', ''));
  network.cut();
  await page.getByText('No connection.').waitFor({ timeout: 30_000 });
  await send(page, 'say only once after all');
  await transcript(page).getByText('Not sent').waitFor();
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('half a thought');
  await expect.poll(() => page.evaluate(() => Object.values(localStorage))).toContain('half a thought');
  const crashed = page.waitForEvent('crash');
  const devtools = await context.newCDPSession(page);
  devtools.send('Page.crash').catch(() => {}); // nobody is left to answer
  await crashed;
  const again = await stage.page(context, session);
  await said(again, 'before the crash').waitFor();
  await transcript(again).getByText('Not sent').waitFor();
  expect(await again.getByRole('textbox', { name: 'Prompt', exact: true }).inputValue()).toBe('half a thought');
  network.heal();
  await said(again, 'only once after all').waitFor({ timeout: 40_000 });
  expect(await said(again, 'only once after all').count()).toBe(1);
  expect(stage.model.asked.filter(({ prompt, cwd }) => prompt === 'say only once after all' && cwd)).toHaveLength(1);
});
