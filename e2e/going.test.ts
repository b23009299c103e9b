import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Stage, said } from './stage.ts';

/** Beginning and going where one wants to be, with the real Claude Code and hub behind it. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.start();
});
afterEach(async () => {
  await stage.closeDevices();
  expect(stage.problems.splice(0)).toEqual([]);
});
afterAll(() => stage.end());

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
