import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { type Script, type ScriptedModel, startScriptedModel } from '../packages/scripted-model/src/index.ts';
import { DESKTOP, PHONE, startBrowser } from '../packages/testkit/src/browser.ts';
import { type Product, startProduct } from '../packages/testkit/src/product.ts';
import type { Network } from './network.ts';

export const ROOT = join(import.meta.dirname, '..');

export interface Look {
  readonly wide?: boolean;
  readonly dark?: boolean;
  readonly locale?: string;
  /** The system forces its own colours, as Windows contrast themes do. */
  readonly forced?: boolean;
  /** What lies between the device and the hub; nothing when absent. */
  readonly network?: Network;
}

/** What the browser itself says of a hub that is away or asks who is there; tests look at what the page says. */
const CUT = /401|ERR_|WebSocket|unknown error occurred when fetching the script/;

interface StageOptions {
  /** What the model plays; the built-in scenes when absent. */
  readonly script?: Script;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where the product stands, when it is not this repository. */
  readonly root?: string;
  /** Where everything is kept; a new temporary directory when absent. */
  readonly home?: string;
}

/** A whole product with a scripted model, and a browser in front of it. */
export class Stage {
  product: Product;
  readonly model: ScriptedModel;
  private readonly browser: Browser;
  private contexts: BrowserContext[] = [];
  /** What pages complained about: broken scripts, refused resources. */
  problems: string[] = [];

  private constructor(product: Product, model: ScriptedModel, browser: Browser) {
    this.product = product;
    this.model = model;
    this.browser = browser;
  }

  static async start({ script, ...options }: StageOptions = {}) {
    const model = await startScriptedModel(script && { script });
    const product = await startProduct({ modelUrl: model.url, root: ROOT, ...options });
    return new Stage(product, model, await startBrowser({ trust: product.certificate }));
  }

  /** A new device: nothing stored, nobody signed in. */
  async device({
    wide = false,
    dark = false,
    locale = 'en-US',
    forced = false,
    network,
  }: Look = {}): Promise<BrowserContext> {
    const options: BrowserContextOptions = {
      viewport: wide ? DESKTOP : PHONE,
      hasTouch: !wide,
      isMobile: !wide,
      colorScheme: dark ? 'dark' : 'light',
      locale,
      reducedMotion: 'reduce',
      ...(forced && { forcedColors: 'active' }),
      ...(network && { proxy: { server: network.url, bypass: '<-loopback>' } }),
    };
    const context = await this.browser.newContext(options);
    context.setDefaultTimeout(15_000); // a step that takes longer has failed
    this.contexts.push(context);
    return context;
  }

  async page(context: BrowserContext, path = '/'): Promise<Page> {
    const page = await context.newPage();
    page.on('pageerror', (error) => this.problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !CUT.test(message.text())) this.problems.push(message.text());
    });
    await page.goto(this.product.url + path);
    return page;
  }

  /** A device on which the owner is signed in. */
  async signedIn(look: Look = {}): Promise<{ context: BrowserContext; page: Page }> {
    const context = await this.device(look);
    const page = await this.page(context);
    await page.getByLabel('Name', { exact: true }).fill(this.product.user);
    await page.getByLabel('Password', { exact: true }).fill(this.product.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('link', { name: 'Sessions' }).waitFor();
    return { context, page };
  }

  /** A signed-in phone that just started a session with that prompt. */
  async begun(prompt: string, look: Look = {}): Promise<{ context: BrowserContext; page: Page }> {
    const { context, page } = await this.signedIn(look);
    await begin(page, prompt);
    return { context, page };
  }

  async closeDevices(): Promise<void> {
    for (const context of this.contexts.splice(0)) await context.close();
  }

  async end(): Promise<void> {
    await this.closeDevices();
    await this.browser.close();
    await this.product.stop();
    await this.model.close();
  }
}

export async function begin(page: Page, prompt: string, mode?: string): Promise<void> {
  await page.getByRole('button', { name: 'New session' }).first().click();
  if (mode) {
    await page.getByRole('button', { name: /^Permissions/ }).click();
    await page.getByText(mode, { exact: true }).click();
  }
  await page.getByRole('textbox', { name: 'First prompt' }).fill(prompt);
  await page.getByRole('button', { name: /^Start on / }).click();
  await page.waitForURL(/\/sessions\//);
}

export async function send(page: Page, prompt: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill(prompt);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
}

export function transcript(page: Page): Locator {
  return page.getByRole('log');
}

/** What Claude said in the transcript, without the prompts. */
export function said(page: Page, text: string | RegExp): Locator {
  return transcript(page).locator('.md').getByText(text);
}

export function tray(page: Page, name: 'Permission' | 'Question' | 'Plan'): Locator {
  return page.getByRole('dialog', { name });
}

/** Taps until the button has done its work and is gone: a request that has just appeared ignores taps (W15). */
export async function press(button: Locator): Promise<void> {
  const pressed = async () => {
    if (await button.isVisible()) await button.click({ timeout: 1_000 }).catch(() => {}); // it went while we aimed
    return button.isVisible();
  };
  await button.waitFor();
  await expect.poll(pressed, { timeout: 15_000 }).toBe(false);
}
