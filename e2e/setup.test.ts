import { afterEach, expect, test } from 'vitest';
import { press, Stage, said, transcript, tray } from './stage.ts';

/** The first minutes with a hub: its setup link, and the demo. */
let stage: Stage | undefined;
afterEach(async () => {
  const problems = stage?.problems ?? [];
  await stage?.end();
  stage = undefined;
  expect(problems).toEqual([]);
});

test('[E40] the printed setup link makes the first account in the browser, once', async () => {
  stage = await Stage.start({ env: { AUTH_USERNAME: '', AUTH_PASSWORD: '' } });
  const [, path = ''] = await stage.product.hub.waitFor(/https:\/\/[^\s/]+(\/setup#\S+)/);
  expect(stage.product.hub.output()).toMatch(/[▀▄█]{8}/); // the QR code, drawn in half blocks
  const page = await stage.page(await stage.device(), path);
  await page.getByLabel('Name', { exact: true }).fill('first');
  await page.getByLabel(/^Password(?! again)/).fill('a long enough password');
  await page.getByLabel('Password again').fill('a long enough password');
  await page.getByRole('button', { name: 'Create the account' }).click();
  await page.getByRole('link', { name: 'Sessions' }).waitFor();

  const second = await stage.page(await stage.device(), path);
  await second.getByLabel('Name', { exact: true }).fill('second');
  await second.getByLabel(/^Password(?! again)/).fill('another long password');
  await second.getByLabel('Password again').fill('another long password');
  await second.getByRole('button', { name: 'Create the account' }).click();
  await expect.poll(() => second.getByRole('alert').textContent()).toBe('Setup already completed.');
  stage.problems = stage.problems.filter((problem) => !/40[0-9]/.test(problem)); // the refusal, as the browser logs it
});

test('[E41] [CF10] the demo says that it is one, and its tour shows every kind of card, over a restart too', async () => {
  stage = await Stage.start({ args: ['--demo'] });
  const { page } = await stage.begun('tour');
  await page
    .getByText(/scripted model/)
    .first()
    .waitFor();
  await tray(page, 'Permission').getByText('greeting.js').first().waitFor();
  await press(tray(page, 'Permission').getByRole('button', { name: 'Allow once' }));
  await tray(page, 'Permission').getByText('node --test').first().waitFor();
  stage.product = await stage.product.restart('SIGKILL'); // and its model with it
  await press(tray(page, 'Permission').getByRole('button', { name: 'Allow once' }));
  await tray(page, 'Question').getByText('SQLite').click();
  await press(tray(page, 'Question').getByRole('button', { name: 'Send the answer' }));
  await said(page, /That was the tour/).waitFor();
  for (const word of ['Edited', 'Ran']) await transcript(page).getByText(word, { exact: true }).first().waitFor();
});

test('[E42] an admin restarts the hub: same address, same sessions, Claude works on', async () => {
  stage = await Stage.start();
  const { page } = await stage.begun('slow');
  await said(page, /Sentence 2 /).waitFor();
  const session = page.url();
  await page.goto(`${stage.product.url}/machines`);
  await page.getByRole('button', { name: 'Restart the hub' }).click();
  await page.getByRole('button', { name: 'Restart it now' }).click();
  await expect.poll(() => stage?.product.hub.output().match(/is listening on/g)?.length, { timeout: 20_000 }).toBe(2);
  await page.goto(session);
  await said(page, /Sentence 40 of a long answer/).waitFor({ timeout: 40_000 });
});
