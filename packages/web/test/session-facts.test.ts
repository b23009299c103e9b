import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type FixtureHub, startFixtureHub } from './fixture-hub.ts';
import { fixtureSession, makeFixtures } from './fixtures.ts';

/** What screens say around a conversation: who decided where, what git has checked out, what a turn has used. */
let webRoot: string;
let browser: Browser;
let hub: FixtureHub;
let context: BrowserContext;
let problems: string[];

beforeAll(async () => {
  webRoot = await mkdtemp(join(tmpdir(), 'claude-remote-facts-'));
  await build({
    configFile: join(import.meta.dirname, '../vite.config.ts'),
    logLevel: 'silent',
    build: { outDir: webRoot, emptyOutDir: true },
  });
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
});
afterAll(async () => {
  await browser?.close();
  await rm(webRoot, { recursive: true, force: true });
});
afterEach(async () => {
  await context?.close();
  await hub?.close();
});

async function open(path: string): Promise<Page> {
  hub = await startFixtureHub(webRoot, makeFixtures(Date.now()), { signedIn: true });
  context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  problems = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(hub.url + path);
  return page;
}

describe('around a conversation', () => {
  test('[W110] rows and details say what git has checked out, as text', async () => {
    const page = await open('/sessions');
    const row = page.locator('.row', { hasText: 'Kiln firing curves' });
    await row.getByText('kiln · fix/<b>⟨U+202E⟩').waitFor();
    await row.click();
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('dialog').getByText('Checked out: fix/<b>⟨U+202E⟩').waitFor();
    expect(problems).toEqual([]);
  });

  test('[W111] a turn shows its tokens while it runs, and a cost that is not known is not shown as nothing', async () => {
    const page = await open(`/sessions/${fixtureSession(1)}`);
    const place = page.locator('.bar .names .meta');
    await expect.poll(() => place.textContent()).toMatch(/^[\w-]+ · 23k in, 431 out$/);
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('dialog').getByText('2.1k in, 431 out, 21k from the cache').waitFor();
    await page.goto(`${hub.url}/sessions`);
    await page.locator('.row').first().waitFor();
    expect(await page.getByText('$0.00').count()).toBe(0);
    expect(problems).toEqual([]);
  });

  test('[D25] a decision of another person names their device, as text', async () => {
    const page = await open(`/sessions/${fixtureSession(6)}`);
    const line = page.getByRole('log').getByRole('button', { name: 'heron allowed npm run tour' });
    expect(await line.locator('.device').textContent()).toBe('desk⟨U+202E⟩<b>');
    await line.click();
    await page
      .getByRole('log')
      .getByText(/^Decided on desk⟨U\+202E⟩<b> at/)
      .waitFor();
    expect(problems).toEqual([]);
  });
});
