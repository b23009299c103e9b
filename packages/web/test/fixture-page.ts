import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type FixtureHub, startFixtureHub } from './fixture-hub.ts';
import { type Fixtures, makeFixtures } from './fixtures.ts';

/** The built page in a real browser, under the hub's content security policy, against a hub that shows fixtures. */
export interface FixturePage {
  open(
    path: string,
    options?: { locale?: string; signedIn?: boolean; wide?: boolean; fixtures?: Fixtures },
  ): Promise<Page>;
  /** Of the page that was opened last. */
  hub(): FixtureHub;
  context(): BrowserContext;
  /** What it complained of so far. */
  problems(): readonly string[];
  /** What the hub has been sent, once there are `count` commands. */
  commands(count: number): Promise<FixtureHub['commands']>;
}

/** Builds the page once for the tests of the file that calls it, and closes everything after each. */
export function fixturePage(): FixturePage {
  let webRoot: string;
  let browser: Browser;
  let opened: { hub: FixtureHub; context: BrowserContext; problems: string[] } | null = null;
  const here = () => {
    if (!opened) throw new Error('no page was opened');
    return opened;
  };
  beforeAll(async () => {
    webRoot = await mkdtemp(join(tmpdir(), 'claude-remote-web-'));
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
    await opened?.context.close();
    await opened?.hub.close();
    opened = null;
  });
  return {
    async open(path, { locale = 'en-US', signedIn = true, wide = false, fixtures = makeFixtures(Date.now()) } = {}) {
      const hub = await startFixtureHub(webRoot, fixtures, { signedIn });
      const viewport = wide ? { width: 1440, height: 900 } : { width: 390, height: 844 };
      const context = await browser.newContext({ viewport, hasTouch: !wide, isMobile: !wide, locale });
      context.setDefaultTimeout(15_000); // a step that takes longer has failed, and is named
      const problems: string[] = [];
      opened = { hub, context, problems };
      const page = await context.newPage();
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error' && !message.text().includes('401')) problems.push(message.text());
      });
      await page.goto(hub.url + path);
      return page;
    },
    hub: () => here().hub,
    context: () => here().context,
    problems: () => here().problems,
    async commands(count) {
      const { commands } = here().hub;
      await expect.poll(() => commands.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(count);
      return commands;
    },
  };
}
