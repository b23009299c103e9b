import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { temporaryDirectory } from '../packages/testkit/src/temporary.ts';
import { begin, Stage, said, transcript } from './stage.ts';

/** Beginning and going where one wants to be, with the real Claude Code and hub behind it. */
let stage: Stage;
const home = temporaryDirectory('going');
beforeAll(async () => {
  // The owner of this machine allows every mode.
  const state = join(home.path, 'data/runner/state');
  mkdirSync(state, { recursive: true, mode: 0o700 });
  writeFileSync(join(state, 'policy.json'), '{"modes":["ask","edits","plan","auto","bypass"]}');
  stage = await Stage.start({ home: home.path });
});
afterEach(async () => {
  await stage.closeDevices();
  expect(stage.problems.splice(0)).toEqual([]);
});
afterAll(async () => {
  await stage.end();
  home.remove();
});

test('[E150] a session begins with a model chosen by name, and the next one is offered what Claude said it has', async () => {
  const { page } = await stage.signedIn({ wide: true });
  const choose = async () => {
    await page.getByRole('button', { name: 'New session' }).first().click();
    await page.getByRole('button', { name: /^Model/ }).click();
  };
  await choose();
  await page.getByRole('radio', { name: 'Haiku' }).click();
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('textbox', { name: 'First prompt' }).fill('say chosen');
  await page.getByRole('button', { name: /^Start on / }).click();
  await said(page, 'chosen').waitFor();
  await page.getByRole('button', { name: /^Haiku/ }).waitFor();
  await page.goto(`${stage.product.url}/sessions`); // loaded anew: nothing of that session is open
  await page.locator('.row').first().waitFor();
  await choose();
  // Only Claude itself says in words what each is for.
  await expect.poll(() => page.getByRole('radiogroup', { name: 'Model' }).locator('small').count()).toBeGreaterThan(1);
});

test('[E151] what is shared with a browser that has no worker leads into the page, which asks for it once more', async () => {
  const { page } = await stage.signedIn();
  await page.context().route('**/worker.js', (route) => route.abort());
  await page.evaluate(async () => {
    for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
  });
  await page.goto(`${stage.product.url}/machines`);
  await page.evaluate(() => {
    const form = document.createElement('form');
    Object.assign(form, { method: 'post', action: '/share', enctype: 'multipart/form-data' });
    document.body.append(form);
    form.submit();
  });
  await page.getByText('Nothing arrived. Share it once more.').waitFor();
  expect(new URL(page.url()).pathname).toBe('/sessions');
});

const BYPASS = 'Bypass: nothing is asked';
const asking = (page: Page) => page.getByRole('dialog', { name: 'Run everything without asking?' });

test('[E152] a session in which nothing is asked begins only with the password', async () => {
  const { page } = await stage.signedIn();
  await page.getByRole('button', { name: 'New session' }).first().click();
  await page.getByRole('button', { name: /^Permissions/ }).click();
  await page.getByRole('radio', { name: BYPASS }).click();
  await page.getByRole('textbox', { name: 'First prompt' }).fill('run touch unasked.txt');
  await page.getByRole('button', { name: /^Start on / }).click();
  await asking(page).getByLabel('Password').fill('wrong');
  await asking(page).getByRole('button', { name: 'Ask nothing' }).click();
  await asking(page).getByText('The password is wrong.').waitFor();
  expect((await stage.product.ask('/api/v1/sessions')).text).not.toContain('unasked');
  await asking(page).getByLabel('Password').fill(stage.product.password);
  await asking(page).getByRole('button', { name: 'Ask nothing' }).click();
  await said(page, /Bash completed/).waitFor();
  expect(existsSync(join(stage.product.workspace, 'unasked.txt'))).toBe(true);
});

/** A session in which nothing is asked, refused because the password's confirmation never reached the hub. */
async function refusedStart(page: Page, prompt: string): Promise<void> {
  // The password that was given at sign-in is forgotten with the hub's process, and the next never reaches it.
  stage.product = await stage.product.restart('SIGKILL');
  await page.evaluate(() => {
    const { fetch } = window;
    window.fetch = (input, init) => {
      if (!String(input).endsWith('/api/auth/confirm')) return fetch(input, init);
      window.fetch = fetch;
      return Promise.resolve(new Response(null, { status: 204 }));
    };
  });
  await page.getByRole('button', { name: 'New session' }).first().click();
  await page.getByRole('button', { name: /^Permissions/ }).click();
  await page.getByRole('radio', { name: BYPASS }).click();
  await page.getByRole('textbox', { name: 'First prompt' }).fill(prompt);
  await page.getByRole('button', { name: /^Start on / }).click();
  await asking(page).getByLabel('Password').fill(stage.product.password);
  await asking(page).getByRole('button', { name: 'Ask nothing' }).click();
  await transcript(page).getByText(REFUSED).waitFor();
}

const REFUSED = 'Refused: Give your password again first: this is dangerous.';
const KEPT_WORDS = 'Not taken, kept on this device';

/** Neither in the Inbox nor in the browser's database, which a page that has just begun may not have read yet. */
async function nothingKept(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(countKept)).toBe(0);
  await page.goto(`${stage.product.url}/inbox`);
  await page.getByRole('heading', { name: 'Inbox' }).waitFor();
  await expect.poll(() => page.getByText(KEPT_WORDS).count()).toBe(0);
}

/** Runs in the page. */
function countKept(): Promise<number> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('claude-remote');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const counting = opening.result.transaction('outbox').objectStore('outbox').count();
      counting.onerror = () => reject(counting.error);
      counting.onsuccess = () => {
        opening.result.close();
        resolve(counting.result);
      };
    };
  });
}

test('[E153] a session that was refused is found again with its words, and begins when it is sent again', async () => {
  const { page } = await stage.signedIn();
  await refusedStart(page, 'run touch late.txt');
  await page.reload();
  await transcript(page).getByText(REFUSED).waitFor();
  await page.goto(`${stage.product.url}/inbox`);
  await page.getByText(KEPT_WORDS).waitFor();
  await page.getByRole('link', { name: /run touch late.txt/ }).click();
  await page.getByRole('button', { name: 'Send again' }).first().click();
  await asking(page).getByLabel('Password').fill(stage.product.password);
  await asking(page).getByRole('button', { name: 'Ask nothing' }).click();
  await asking(page).waitFor({ state: 'detached' });
  await page.getByText('Session started on').waitFor();
  await page.getByRole('button', { name: 'Send again' }).click();
  await said(page, /Bash completed/).waitFor();
  expect(existsSync(join(stage.product.workspace, 'late.txt'))).toBe(true);
  await nothingKept(page);
});

test('[E153] words that were refused count at sign-out, and are gone for good when dismissed', async () => {
  const { page } = await stage.signedIn();
  await refusedStart(page, 'run touch never.txt');
  await page.goto(`${stage.product.url}/machines`);
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByText('Prompts not sent: 1.').waitFor();
  expect(await page.evaluate(countKept), 'the start and its prompt').toBe(2);
  await page.getByRole('button', { name: 'Stay signed in' }).click();
  await page.goto(`${stage.product.url}/inbox`);
  await page.getByRole('link', { name: /run touch never.txt/ }).click();
  const dismiss = page.getByRole('button', { name: 'Dismiss' });
  await expect.poll(() => dismiss.count()).toBe(2);
  await dismiss.first().click();
  await expect.poll(() => dismiss.count()).toBe(1);
  await dismiss.click();
  await expect.poll(() => dismiss.count()).toBe(0);
  await nothingKept(page);
});

test('[E152] a session goes on without asking only with the password', async () => {
  const { page } = await stage.signedIn();
  await begin(page, 'say ready');
  await said(page, 'ready').waitFor();
  const choose = async () => {
    await page.getByRole('button', { name: 'Ask first' }).click();
    await page.getByRole('radio', { name: BYPASS }).click();
  };
  await choose();
  await asking(page).getByRole('button', { name: 'Cancel' }).click();
  await choose();
  await asking(page).getByLabel('Password').fill(stage.product.password);
  await asking(page).getByRole('button', { name: 'Ask nothing' }).click();
  await page.getByRole('button', { name: BYPASS }).waitFor();
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('run touch later.txt');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await said(page, /Bash completed/).waitFor();
  expect(existsSync(join(stage.product.workspace, 'later.txt'))).toBe(true);
});
