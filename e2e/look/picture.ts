import type { BrowserContext, Page } from 'playwright-core';
import type { Product } from '../../packages/testkit/src/product.ts';
import type { Screen } from './screens.ts';
import type { Sessions } from './sessions.ts';

/** Milliseconds without a change after which a page is taken to be drawn, and after which it is taken as it is. */
const [CALM_MS, CALM_AT_MOST_MS] = [400, 4_000];

export async function signIn(context: BrowserContext, { url, user, password }: Product): Promise<void> {
  const page = await context.newPage();
  await page.goto(url);
  await page.locator('input[autocomplete="username"]').fill(user);
  await page.locator('input[type="password"]').fill(password);
  await page.keyboard.press('Enter');
  await page.locator('nav a[href="/machines"]').waitFor();
  await page.close();
}

interface Shot {
  readonly url: string;
  readonly sessions: Sessions;
  readonly path: string;
}

export async function take(context: BrowserContext, screen: Screen, { url, sessions, path }: Shot): Promise<void> {
  const page = await context.newPage();
  try {
    await page.goto(url + screen.path(sessions));
    await settled(page);
    await screen.act?.(page);
    await page.locator(screen.shows).first().waitFor();
    await settled(page);
    await page.screenshot({ path });
    console.log(path);
  } catch (error) {
    console.warn(`${path}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
  } finally {
    await page.close();
  }
}

/** Waits until nothing on the page has changed for a while; ages tick each second, so text alone is no change. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(
    ([calm = 0, most = 0]) =>
      new Promise<void>((resolve) => {
        let timer = setTimeout(resolve, calm);
        const observer = new MutationObserver(() => {
          clearTimeout(timer);
          timer = setTimeout(resolve, calm);
        });
        observer.observe(document, { subtree: true, childList: true });
        setTimeout(resolve, most);
      }),
    [CALM_MS, CALM_AT_MOST_MS],
  );
}
