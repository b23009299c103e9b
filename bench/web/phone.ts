import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { PHONE } from '../../packages/testkit/src/browser.ts';
import type { Product } from '../../packages/testkit/src/product.ts';

/** A slow phone on a slow network, as Chromium plays it, with somebody signed in. */
const LATENCY_MS = 150;
const DOWN_BYTES = 1_600_000 / 8;
const UP_BYTES = 750_000 / 8;
const CPU_SLOWDOWN = 4;

export interface Phone {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly cdp: CDPSession;
  close(): Promise<void>;
}

export type SignedIn = Awaited<ReturnType<BrowserContext['storageState']>>;

/** Signs in on a fast device; what it keeps is put on the phones. */
export async function signIn(browser: Browser, product: Product): Promise<SignedIn> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'en-US' });
  const page = await context.newPage();
  await page.goto(product.url);
  await page.getByLabel('Name', { exact: true }).fill(product.user);
  await page.getByLabel('Password', { exact: true }).fill(product.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('link', { name: 'Sessions' }).waitFor();
  const state = await context.storageState();
  await context.close();
  return state;
}

/** `cold`: nothing of the page is on the device, but somebody is signed in. */
export async function newPhone(browser: Browser, storageState: SignedIn): Promise<Phone> {
  const context = await browser.newContext({
    ...{ storageState, viewport: PHONE, hasTouch: true, isMobile: true, locale: 'en-US' },
    ignoreHTTPSErrors: true, // the hub's own authority is not installed in this browser
  });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.emulateNetworkConditions', {
    ...{ offline: false, latency: LATENCY_MS, downloadThroughput: DOWN_BYTES, uploadThroughput: UP_BYTES },
  });
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
  await page.addInitScript('globalThis.__name = (named) => named'); // the loader of this program leaves calls of it
  await page.addInitScript(watchPaint);
  return { context, page, cdp, close: () => context.close() };
}

/** Runs in the page before its own code. */
function watchPaint(): void {
  const seen: Watched = { lcp: 0, longest: 0, inputs: [], shift: 0 };
  Object.assign(window, { seen });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.lcp = entry.startTime;
  }).observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.longest = Math.max(seen.longest, entry.duration);
  }).observe({ type: 'longtask', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.name === 'keydown') seen.inputs.push(entry.duration);
  }).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit); // not in every lib.dom
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[]) // LayoutShift
      if (!entry.hadRecentInput) seen.shift += entry.value; // what grows under the typing hand is meant to
  }).observe({ type: 'layout-shift', buffered: true });
}

export interface Watched {
  lcp: number;
  longest: number;
  /** Milliseconds from a key to the paint after it; keys under 16 ms are not told. */
  inputs: number[];
  /** Cumulative layout shift. */
  shift: number;
}

export async function watched({ page }: Phone): Promise<Watched> {
  return page.evaluate(() => (window as unknown as { seen: Watched }).seen); // put there by `watchPaint`
}

export async function forgetWatched({ page }: Phone): Promise<void> {
  await page.evaluate(() =>
    Object.assign((window as unknown as { seen: Watched }).seen, { longest: 0, inputs: [], shift: 0 }),
  );
}

export async function domNodes({ page }: Phone): Promise<number> {
  return page.evaluate(() => document.getElementsByTagName('*').length);
}

/** Megabytes of JavaScript objects after a collection. */
export async function heapMb({ cdp }: Phone): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  return usedSize / 1024 / 1024;
}
