import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { press, Stage, said, send, transcript, tray } from './stage.ts';

/** What outlives a reload, a closed browser and a killed hub. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.start();
});
afterEach(async () => {
  await stage.closeDevices();
  expect(stage.problems.splice(0)).toEqual([]);
});
afterAll(() => stage.end());

/** Forty sentences, each once and in order: nothing was lost and nothing came twice. */
async function expectWholeAnswer(page: Page): Promise<void> {
  await said(page, /Sentence 40 of a long answer/).waitFor({ timeout: 40_000 });
  const text = (await transcript(page).textContent()) ?? '';
  const numbers = [...text.matchAll(/Sentence (\d+) of/g)].map(([, number]) => Number(number));
  expect(numbers).toEqual(Array.from({ length: 40 }, (_, at) => at + 1));
}

/** Ends the hub with SIGKILL; what is typed meanwhile meets nobody until `restart`. */
async function killHub(): Promise<void> {
  await stage.product.hub.end('SIGKILL');
}

async function restartHub(): Promise<void> {
  stage.product = await stage.product.restart('SIGKILL');
}

test('[E20] a reload in the middle of an answer loses nothing and repeats nothing', async () => {
  const { page } = await stage.begun('slow');
  await said(page, /Sentence 3 /).waitFor();
  await page.reload();
  await expectWholeAnswer(page);
  expect(await transcript(page).locator('.asked').allInnerTexts()).toEqual(['slow']);
});

test('[E21] a turn runs to its end with no browser open, and is all there afterwards', async () => {
  const { context, page } = await stage.begun('slow nobody watches this one');
  await said(page, /nobody/).waitFor();
  await page.close();
  const session = new URL(page.url()).pathname;
  const idle = async () => {
    const answer = await stage.product.ask(`/api/v1${session}`);
    return answer.text.includes('"turn":null');
  };
  await expect.poll(idle, { timeout: 20_000 }).toBe(true);
  const later = await stage.page(context, session);
  await said(later, 'nobody watches this one').waitFor();
  expect(await said(later, 'nobody watches this one').count()).toBe(1);
});

test('[E22] a hub killed in the middle of an answer costs no word of it', async () => {
  const { page } = await stage.begun('slow');
  await said(page, /Sentence 3 /).waitFor();
  await restartHub();
  await expectWholeAnswer(page);
});

test('[E23] a permission asked before the hub was killed is answered after it', async () => {
  const { page } = await stage.begun('run touch survived.txt');
  await tray(page, 'Permission').getByText('touch survived.txt').first().waitFor();
  await restartHub();
  await page.reload();
  await press(tray(page, 'Permission').getByRole('button', { name: 'Allow once' }));
  await said(page, /It said/).waitFor();
  expect(existsSync(join(stage.product.workspace, 'survived.txt'))).toBe(true);
  const calls = stage.model.asked.filter(({ prompt }) => prompt === 'run touch survived.txt');
  expect(calls.filter(({ results }) => results.length > 0)).toHaveLength(1); // it ran once
});

test('[E24] a prompt typed while the hub is down is drawn as not sent, and sent once when it is back', async () => {
  const { page } = await stage.begun('say before');
  await said(page, 'before').waitFor();
  await killHub();
  await page.getByText('No connection.').waitFor({ timeout: 30_000 });
  await send(page, 'say only once');
  await transcript(page).getByText('Not sent').waitFor();
  await page.getByRole('button', { name: /Connection: 1 not sent/ }).waitFor();
  await restartHub();
  await said(page, 'only once').waitFor({ timeout: 40_000 });
  expect(await page.getByText('No connection.').count()).toBe(0);
  expect(await said(page, 'only once').count()).toBe(1);
  const asked = stage.model.asked.filter(({ prompt, cwd }) => prompt === 'say only once' && cwd !== '');
  expect(asked.length).toBe(1);
});
