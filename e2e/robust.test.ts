import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Network } from './network.ts';
import { signIn } from './phone.ts';
import { type Look, press, Stage, said, send, transcript, tray } from './stage.ts';

/** Bad networks, and several devices at once. */
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

/** What the line says of the connection. */
const line = (page: Page, state: string | RegExp) => page.getByRole('button', { name: state });

/** Forty sentences, each once and in order: nothing was lost and nothing came twice. */
async function expectWholeAnswer(page: Page): Promise<void> {
  await said(page, /Sentence 40 of a long answer/).waitFor({ timeout: 40_000 });
  const text = (await transcript(page).textContent()) ?? '';
  const numbers = [...text.matchAll(/Sentence (\d+) of/g)].map(([, number]) => Number(number));
  expect(numbers).toEqual(Array.from({ length: 40 }, (_, at) => at + 1));
}

/** Stops every process of the runner, as a machine does that sleeps; what is sent to it waits at the hub. */
function pauseRunner(): () => void {
  const runners = stage.product.processes().filter(({ command }) => /runner/.test(command) && !/holder/.test(command));
  expect(runners).not.toEqual([]);
  for (const { pid } of runners) process.kill(pid, 'SIGSTOP');
  return () => {
    for (const { pid } of runners) process.kill(pid, 'SIGCONT');
  };
}

test('[E120] of two devices that answer at the same moment one wins, and the other says who was first', async () => {
  const { page: first } = await stage.begun('run touch together.txt');
  const { page: second } = await stage.signedIn({ wide: true });
  await second.goto(first.url());
  for (const page of [first, second]) await tray(page, 'Permission').getByText('touch together.txt').first().waitFor();
  const goOn = pauseRunner();
  try {
    await press(tray(first, 'Permission').getByRole('button', { name: 'Allow once' }));
    await press(tray(second, 'Permission').getByRole('button', { name: 'Deny', exact: true }));
    for (const page of [first, second]) expect(await transcript(page).getByText('You allowed').count()).toBe(0);
  } finally {
    goOn();
  }
  await transcript(first).getByText('You allowed').waitFor();
  await transcript(second)
    .getByText(/^owner allowed this on (Linux|Android) \(Chrome\) at \d\d:\d\d\. Your answer was not used\.$/)
    .waitFor();
  for (const page of [first, second]) {
    await tray(page, 'Permission').waitFor({ state: 'detached' });
    await said(page, /It said/).waitFor();
  }
  expect(existsSync(join(stage.product.workspace, 'together.txt'))).toBe(true);
});

test('[E121] an answer given while the device is cut off is not used when another was first, and says so', async () => {
  const { page: first } = await stage.begun('ask');
  const { page: cutOff } = await stage.signedIn({ network });
  await cutOff.goto(first.url());
  await tray(cutOff, 'Question').getByText('SQLite').click();
  network.cut();
  await line(cutOff, 'Connection: offline').waitFor({ timeout: 30_000 });
  await press(tray(cutOff, 'Question').getByRole('button', { name: 'Send the answer' }));
  await cutOff.getByText('Answer not sent.').waitFor();
  await cutOff.getByText('Someone else may answer first. The first answer counts.').waitFor();
  await tray(first, 'Question').getByText('PostgreSQL').click();
  await press(tray(first, 'Question').getByRole('button', { name: 'Send the answer' }));
  await said(first, /PostgreSQL/).waitFor();
  network.heal();
  await transcript(cutOff)
    .getByText(/^owner answered this on (Linux|Android) \(Chrome\) at \d\d:\d\d\. Your answer was not used\.$/)
    .waitFor({ timeout: 40_000 });
  await said(cutOff, /PostgreSQL/).waitFor();
  expect(stage.model.asked.findLast(({ prompt }) => prompt === 'ask')?.results).toHaveLength(1);
});

test('[E122] a connection that breaks in the middle of an answer is told as it is, and costs no word', async () => {
  const { page } = await stage.begun('slow', { network });
  await said(page, /Sentence 3 /).waitFor();
  network.cut();
  await line(page, /^Connection: (reconnecting|offline)/).waitFor();
  await line(page, 'Connection: offline').waitFor({ timeout: 30_000 });
  await page.getByText('No connection.').waitFor();
  network.heal();
  await line(page, /^Connected to Claude/).waitFor({ timeout: 40_000 });
  expect(await page.getByText('No connection.').count()).toBe(0);
  await expectWholeAnswer(page);
});

test('[E123] a network that only falls silent is noticed, never called live, and costs no word', async () => {
  const { page } = await stage.begun('slow', { network });
  await said(page, /Sentence 3 /).waitFor();
  network.silence();
  await line(page, /^Connection: (\d+(\.\d)? s behind|reconnecting|offline)/).waitFor({ timeout: 30_000 });
  await send(page, 'say typed in the silence');
  await transcript(page).getByText('Not sent').waitFor({ timeout: 30_000 });
  network.heal();
  await line(page, /^Connected to Claude/).waitFor({ timeout: 60_000 });
  await expectWholeAnswer(page);
  await said(page, 'typed in the silence').waitFor();
  expect(stage.model.asked.filter(({ prompt, cwd }) => prompt === 'say typed in the silence' && cwd)).toHaveLength(1);
});

test('[E124] a browser that says it is offline claims nothing, and goes on where it was', async () => {
  const { context, page } = await stage.begun('slow');
  await said(page, /Sentence 3 /).waitFor();
  await context.setOffline(true);
  await line(page, 'Connection: offline').waitFor();
  await send(page, 'say from the tunnel');
  await line(page, /Connection: (1 not sent|offline)/).waitFor();
  await context.setOffline(false);
  await expectWholeAnswer(page);
  await said(page, 'from the tunnel').waitFor({ timeout: 30_000 });
  expect(await said(page, 'from the tunnel').count()).toBe(1);
});

test('[E125] a phone that changes its network ten times in one answer shows it once and whole', async () => {
  const { page } = await stage.begun('slow', { network });
  for (let at = 1; at <= 10; at++) {
    await said(page, new RegExp(`Sentence ${at * 3} `)).waitFor({ timeout: 30_000 });
    network.heal(); // every connection is gone, and new ones are possible at once
  }
  await expectWholeAnswer(page);
});

/** A signed-in device that keeps nothing of the page yet. */
async function firstVisit(look: Look = {}) {
  const context = await stage.device(look);
  await context.route('**/worker.js', (route) => route.abort());
  const page = await stage.page(context);
  await signIn(page, stage);
  return { context, page };
}

test('[W133] what a device first needs without a network comes with the network, and nothing breaks meanwhile', async () => {
  const { page } = await firstVisit({ wide: true, network });
  let missed = 0;
  page.on('requestfailed', (request) => {
    if (/\/command-palette[^/]*\.js$/.test(request.url())) missed++;
  });
  network.cut();
  await page.keyboard.press('Control+k');
  await expect.poll(() => missed, { timeout: 15_000 }).toBeGreaterThan(1);
  await page.getByRole('link', { name: 'Sessions' }).click();
  await page.waitForURL(/\/sessions$/);
  expect(await page.getByText('Something broke on this page').count()).toBe(0);
  network.heal();
  await page.locator('dialog .deed').first().waitFor({ timeout: 30_000 });
  const styles = () =>
    [...document.styleSheets].filter(
      ({ href, cssRules }) => cssRules.length > 0 && /\/palette[^/]*\.css$/.test(href ?? ''),
    ).length;
  await expect.poll(() => page.evaluate(styles), { timeout: 15_000 }).toBe(1);
});

test('[W134] nothing moves under a finger on Machines when a machine tells what it used', async () => {
  const { page } = await firstVisit();
  const settings = page.getByRole('button', { name: 'Settings', exact: true });
  const goOn = pauseRunner(); // it answers as late as one that reads many transcripts
  try {
    await page.goto(`${stage.product.url}/machines`);
    await settings.waitFor();
    const at = await settings.boundingBox();
    goOn();
    await page.getByRole('link', { name: /^Today/ }).waitFor();
    expect(await settings.boundingBox()).toEqual(at);
  } finally {
    goOn();
  }
});

test('[W134] nothing stands on Machines that the machines would push away when they come', async () => {
  const { context, page } = await firstVisit();
  await context.route('**/device-memory*.js', (route) => route.abort()); // nothing is remembered
  let tell = () => {};
  const told = new Promise<void>((resolve) => {
    tell = resolve;
  });
  await context.routeWebSocket('**/ws', (socket) => {
    const hub = socket.connectToServer();
    hub.onMessage(async (message) => {
      await told;
      socket.send(message);
    });
  });
  await page.goto(`${stage.product.url}/machines`);
  const settings = page.getByRole('button', { name: 'Settings', exact: true });
  await page.locator('.coming').waitFor();
  expect(await settings.count()).toBe(0);
  tell();
  await settings.waitFor();
  expect(await page.locator('.coming').count()).toBe(0);
});

test('[W134] the settings of this device are in reach when the hub cannot be', async () => {
  const { context, page } = await firstVisit();
  await context.route('**/device-memory*.js', (route) => route.abort()); // nothing is remembered either
  await context.routeWebSocket('**/ws', (socket) => socket.close());
  await page.goto(`${stage.product.url}/machines`);
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
});
