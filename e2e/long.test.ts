import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { fillHistory } from '../bench/fill-history.ts';
import { textAt, workAt } from '../bench/web/history.ts';
import { type SignedIn, signIn } from '../bench/web/phone.ts';
import { DESKTOP, PHONE, startBrowser } from '../packages/testkit/src/browser.ts';
import { type Product, startProduct } from '../packages/testkit/src/product.ts';
import { temporaryDirectory } from '../packages/testkit/src/temporary.ts';

/** A session of 10,000 events: read at its end, far back and anywhere, with little in the page. */
const EVENTS = 10_000;
const DAYS = 10;
const MOST_ELEMENTS = 1_500;
const PATIENT = { timeout: 15_000 };

const home = temporaryDirectory('e2e-long');
let product: Product;
let browser: Browser;
let signedIn: SignedIn;
let session: string;
let context: BrowserContext | null = null;

beforeAll(async () => {
  session = await fillHistory(join(home.path, 'data'), EVENTS, { bodyAt: workAt, title: 'Long', days: DAYS });
  const root = join(import.meta.dirname, '..');
  product = await startProduct({ modelUrl: 'http://127.0.0.1:9', root, home: home.path, args: ['--no-runner'] });
  browser = await startBrowser();
  signedIn = await signIn(browser, product);
});
afterEach(async () => {
  await context?.close();
  context = null;
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
  home.remove();
});

async function open(path = '', { wide = false } = {}): Promise<Page> {
  context = await browser.newContext({
    ...{ storageState: signedIn, viewport: wide ? DESKTOP : PHONE, locale: 'en-US', reducedMotion: 'reduce' },
    ignoreHTTPSErrors: true,
  });
  const page = await context.newPage();
  await page.goto(`${product.url}/sessions/${session}${path}`);
  return page;
}

const named = (seq: number) => textAt(seq).split(':', 1)[0] ?? '';
const shown = (page: Page, seq: number) => page.getByRole('log').getByText(`${named(seq)}:`);
const elements = (page: Page) => page.evaluate(() => document.getElementsByTagName('*').length);

/** The numbers of the passages in the page, and where each stands. */
const passages = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('[role="log"] .md')].flatMap((element) => {
      const seq = /Passage (\d+):/.exec(element.textContent ?? '')?.[1];
      return seq ? [{ seq: Number(seq), top: Math.round(element.getBoundingClientRect().top) }] : [];
    }),
  );

test('[E90] a session of 10,000 events opens at its end, and little of it is in the page, also far back', async () => {
  const page = await open();
  await shown(page, EVENTS - 3).waitFor();
  expect(await elements(page)).toBeLessThan(MOST_ELEMENTS);
  await page.mouse.move(195, 400);
  let most = 0;
  await expect
    .poll(
      async () => {
        await page.mouse.wheel(0, -2_500);
        most = Math.max(most, await elements(page));
        return Math.min(...(await passages(page)).map(({ seq }) => seq));
      },
      { timeout: 50_000, interval: 60 },
    )
    .toBeLessThan(EVENTS - 1_200);
  expect(most).toBeLessThan(MOST_ELEMENTS);
  await page.getByRole('button', { name: 'To the end' }).click();
  await shown(page, EVENTS - 3).waitFor();
});

const GOING = ['at leisure', 'after a fling to the very top of what was there'];
test.each(GOING)('[E91] what is read %s stays where it is while older pages come in front of it', async (how) => {
  const page = await open();
  await shown(page, EVENTS - 3).waitFor();
  await page.mouse.move(195, 400);
  for (let n = 0; n < 3; n++) {
    const held: (() => void)[] = [];
    await page.route('**/events?*', (route) => void held.push(() => void route.continue()), { times: 1 });
    const answered = page.waitForResponse(/\/events\?/);
    const wheel = setInterval(() => void page.mouse.wheel(0, -300).catch(() => {}), 100);
    await expect.poll(() => held.length, PATIENT).toBe(1);
    clearInterval(wheel);
    if (how !== 'at leisure') await page.locator('main.main').evaluate((box) => box.scrollTo(0, 0));
    const height = await stillHeight(page);
    const before = await passages(page);
    for (const go of held) go();
    await answered;
    await expect.poll(() => stillHeight(page), PATIENT).toBeGreaterThan(height);
    const after = await passages(page);
    const stayed = before.filter(({ seq, top }) => top > 0 && top < 800 && after.some((one) => one.seq === seq));
    expect(stayed.length).toBeGreaterThan(0);
    for (const { seq, top } of stayed)
      expect(Math.abs((after.find((one) => one.seq === seq)?.top ?? 0) - top)).toBeLessThanOrEqual(2);
  }
});

/** Height of what scrolls, once the view has come to rest. */
async function stillHeight(page: Page): Promise<number> {
  const read = () => page.locator('main.main').evaluate((box) => [box.scrollTop, box.scrollHeight].join());
  let last = '';
  await expect
    .poll(
      async () => {
        const before = last;
        last = await read();
        return last === before;
      },
      { interval: 150, ...PATIENT },
    )
    .toBe(true);
  return Number(last.split(',')[1]);
}

test('[E92] an address names an event, which is shown and marked; from there the reader comes back to the end', async () => {
  const page = await open('?at=4242');
  const found = page.locator('.found');
  await found.waitFor();
  await expect.poll(() => shown(page, 4_242).count(), PATIENT).toBe(1);
  expect((await found.boundingBox())?.y).toBeLessThan(300);
  expect(await elements(page)).toBeLessThan(MOST_ELEMENTS);
  await page.getByRole('button', { name: 'To the end' }).click();
  await shown(page, EVENTS - 3).waitFor();
});

test('[E93] the keys [ and ] go from turn to turn', async () => {
  const page = await open('', { wide: true });
  await shown(page, EVENTS - 3).waitFor();
  await page.locator('body').press('[');
  const prompt = (turn: number) => page.getByRole('log').getByText(`Look at part ${turn} again, please.`);
  const top = async (turn: number) => (await prompt(turn).boundingBox())?.y ?? Number.NaN;
  await expect.poll(() => top(EVENTS / 20), PATIENT).toBeLessThan(200);
  await page.locator('body').press('[');
  await expect.poll(() => top(EVENTS / 20 - 1), PATIENT).toBeLessThan(200);
  await page.locator('body').press(']');
  await expect.poll(() => top(EVENTS / 20), PATIENT).toBeLessThan(200);
});

test('[E94] a day of the session is one tap away, and the transcript stands where it began', async () => {
  const page = await open();
  await shown(page, EVENTS - 3).waitFor();
  await page.getByRole('button', { name: 'More' }).click();
  const days = page.getByRole('navigation', { name: 'Go to a day' });
  await days.getByRole('button', { name: 'All 10 days' }).click();
  expect(await days.getByRole('link').count()).toBe(DAYS);
  await days.getByRole('link').nth(2).click();
  await page.locator('.found').waitFor();
  // Two days back: the first of the third thousand from the end begins a turn.
  await page.getByRole('log').getByText('Look at part 351 again, please.').waitFor();
});
