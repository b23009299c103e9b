import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { wcagViolations } from './axe.ts';
import { begin, type Look, Stage, said, tray } from './stage.ts';

/** A desktop, and what no screen may get wrong on any device: WCAG 2.2 AA as axe sees it. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.start();
});
afterEach(async () => {
  await stage.closeDevices();
  expect(stage.problems.splice(0)).toEqual([]);
});
afterAll(() => stage.end());

test('[E30] list and session stand side by side, and keys lead everywhere', async () => {
  const { page } = await stage.begun('say side by side', { wide: true });
  await said(page, 'side by side').waitFor();
  await page.getByRole('link', { name: /say side by side/ }).waitFor();
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  await page.keyboard.press('g');
  await page.keyboard.press('m');
  await page.waitForURL(/\/machines/);
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await page.waitForURL(/\/inbox/);
  await page.keyboard.press('n');
  await page.getByRole('textbox', { name: 'First prompt' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('textbox', { name: 'First prompt' }).waitFor({ state: 'detached' });
});

test('[E31] Enter sends, Shift Enter breaks the line, and Escape twice stops', async () => {
  const { page } = await stage.begun('say ready', { wide: true });
  await said(page, 'ready').waitFor();
  const field = page.getByRole('textbox', { name: 'Prompt', exact: true });
  await field.fill('slow');
  await field.press('Enter');
  await said(page, /Sentence 2 /).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Esc again' }).waitFor();
  await page.keyboard.press('Escape');
  await page
    .getByRole('button', { name: /Stop|Esc again/ })
    .first()
    .waitFor({ state: 'detached' });
  await field.press('Shift+Enter');
  expect(await field.inputValue()).toBe('\n');
});

const LOOKS: readonly Look[] = [false, true].flatMap((wide) => [false, true].map((dark) => ({ wide, dark })));

for (const look of LOOKS) {
  const named = `${look.wide ? 'desktop' : 'phone'}, ${look.dark ? 'dark' : 'light'}`;
  test(`[E32] each screen is free of what axe finds (${named})`, async () => {
    const found: Record<string, string[]> = {};
    const lookAt = async (name: string, page: Page) => {
      const wrong = await wcagViolations(page);
      if (wrong.length > 0) found[name] = wrong;
    };
    const context = await stage.device(look);
    const outside = await stage.page(context);
    await outside.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    await lookAt('sign in', outside);
    const { page } = await stage.signedIn(look);
    await page.getByRole('button', { name: 'New session' }).first().click();
    await page.getByRole('textbox', { name: 'First prompt' }).waitFor();
    await lookAt('new session', page);
    await page.keyboard.press('Escape');
    await begin(page, 'run touch axe.txt');
    await tray(page, 'Permission').getByRole('button', { name: 'Allow once' }).waitFor();
    await lookAt('permission', page);
    for (const place of ['inbox', 'sessions', 'machines']) {
      await page.goto(`${stage.product.url}/${place}`);
      await page.getByRole('link', { name: 'Sessions' }).waitFor();
      await lookAt(place, page);
    }
    for (const [scene, kind, mode] of [
      ['ask many', 'Question', undefined],
      ['plan', 'Plan', 'Plan first'],
    ] as const) {
      await begin(page, scene, mode);
      await tray(page, kind).getByRole('button').last().waitFor();
      await lookAt(scene, page);
      await page.goto(`${stage.product.url}/sessions`);
    }
    await begin(page, 'fail');
    await page
      .getByRole('log')
      .getByText(/refuses this one/)
      .first()
      .waitFor();
    await lookAt('failure', page);
    expect(found).toEqual({});
  });
}
