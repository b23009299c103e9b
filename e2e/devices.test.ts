import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { wcagViolations } from './axe.ts';
import { begin, press, Stage, said, transcript, tray } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.start();
});
afterAll(() => stage.end());
afterEach(async () => {
  await stage.closeDevices();
  expect(stage.problems.splice(0)).toEqual([]);
});

describe('other devices', () => {
  test('[E110] a session is opened on a phone that the owner signs in from the desktop, and that is ended from there', async () => {
    const { page } = await stage.begun('say hello', { wide: true });
    await said(page, /./).first().waitFor();
    const path = new URL(page.url()).pathname;
    await page.getByRole('button', { name: 'More' }).last().click();
    await page.getByRole('button', { name: 'Open on another device' }).click();
    await page.getByRole('img', { name: `QR code of ${stage.product.url}${path}` }).waitFor();
    const answered = page.waitForResponse((response) => response.url().endsWith('/api/v1/pairings'));
    await page.getByRole('button', { name: 'Sign that device in too' }).click();
    const { secret } = await (await answered).json();
    const phone = await stage.page(await stage.device(), `/pair#${secret}${path}`);
    const seen: string[] = [];
    phone.on('request', (request) => seen.push(request.url()));
    await phone.getByRole('button', { name: 'Ask to sign in' }).click();
    await phone.getByText(`Asked to sign in as ${stage.product.user}`).waitFor();
    await page.getByText(new RegExp(`wants to sign in as ${stage.product.user}`)).waitFor();
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await said(phone, /./).first().waitFor();
    expect(phone.url()).toBe(stage.product.url + path);
    expect(seen.filter((url) => url.includes(secret))).toEqual([]);
    await page.getByText(/is signed in as/).waitFor();

    await page.goto(`${stage.product.url}/machines`);
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('button', { name: /^Devices/ }).click();
    await page.getByRole('button', { name: /^Sign out Chrome/ }).click();
    await page.getByText('You are signed in on this device only.').waitFor();
    await phone.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  });

  test('[E111] what is dangerous is taken only with the password, on a device that was paired too', async () => {
    const { page } = await stage.signedIn({ wide: true });
    await page.goto(`${stage.product.url}/machines`);
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('button', { name: /^Open on another device/ }).click();
    await page.getByRole('button', { name: 'Sign that device in too' }).click();
    const code = (await page.locator('.paircode').textContent()) ?? '';
    const phone = await stage.page(await stage.device(), '/pair');
    await phone.getByLabel('Code with eight letters and digits').fill(code);
    await phone.getByRole('button', { name: 'Ask to sign in' }).click();
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await phone.getByRole('link', { name: 'Sessions' }).waitFor();
    await begin(phone, 'run rm -f /tmp/claude-remote-never-there');
    const request = tray(phone, 'Permission');
    const sheet = phone.getByRole('dialog', { name: 'Allow this dangerous command?' });
    const allow = request.getByRole('button', { name: 'Allow once' });
    await allow.waitFor();
    const asksPassword = async () => {
      if (!(await sheet.isVisible())) await allow.click({ timeout: 1_000 }).catch(() => {}); // what just appeared ignores taps
      return sheet.isVisible();
    };
    await expect.poll(asksPassword, { timeout: 15_000 }).toBe(true);
    await sheet.getByLabel('Password').fill('wrong');
    await sheet.getByRole('button', { name: 'Allow once' }).click();
    await sheet.getByText('The password is wrong.').waitFor();
    await sheet.getByLabel('Password').fill(stage.product.password);
    await press(sheet.getByRole('button', { name: 'Allow once' }));
    await transcript(phone).getByText('You allowed').waitFor();
  });

  test('[E112] settings, devices, pairing and usage are free of what axe finds, light and dark', async () => {
    for (const dark of [false, true]) {
      const found: Record<string, string[]> = {};
      const lookAt = async (name: string, page: Page) => {
        const wrong = await wcagViolations(page);
        if (wrong.length > 0) found[name] = wrong;
      };
      const { page } = await stage.signedIn({ dark });
      await page.goto(`${stage.product.url}/machines?usage`);
      await page.getByRole('button', { name: 'Read again' }).waitFor();
      await lookAt('usage', page);
      await page.goto(`${stage.product.url}/machines`);
      await page.getByRole('button', { name: 'Settings' }).click();
      await page.getByRole('button', { name: 'Change password' }).click();
      await page.getByRole('switch').waitFor();
      await lookAt('settings', page);
      await page.getByRole('button', { name: /^Devices/ }).click();
      await page
        .getByRole('button', { name: /^Rename / })
        .first()
        .click();
      await lookAt('devices', page);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: /^Open on another device/ }).click();
      await page.getByRole('button', { name: 'Sign that device in too' }).click();
      await page.locator('.paircode').waitFor();
      await lookAt('code', page);
      const phone = await stage.page(await stage.device({ dark }), '/pair');
      await phone.getByLabel('Code with eight letters and digits').waitFor();
      await lookAt('pair', phone);
      expect(found).toEqual({});
    }
  });
});
