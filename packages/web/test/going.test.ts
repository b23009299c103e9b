import { describe, expect, test } from 'vitest';
import { fixturePage } from './fixture-page.ts';
import { fixtureSession } from './fixtures.ts';

/** Going to what is wanted, and choosing what a session begins with. */
const { open, hub, problems, commands } = fixturePage();

describe('going and choosing', () => {
  test('[W120] the palette opens on what waits, and Enter in it never stops, sends or allows anything', async () => {
    const page = await open(`/sessions/${fixtureSession(1)}`, { wide: true });
    await page.getByRole('log').getByText('runs before the batch').waitFor();
    await page.keyboard.press('Control+k');
    const list = page.getByRole('listbox', { name: 'Go to or do' });
    const chosen = list.getByRole('option', { selected: true });
    expect(await chosen.textContent()).toMatch(/^Journal cleanup · Wants to run/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/request=q1$/);
    await page.getByRole('dialog', { name: 'Permission' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('>');
    expect(await chosen.textContent()).toMatch(/^New session/);
    expect(await list.getByRole('option').last().textContent()).toMatch(/^Stop/);
    await page.getByRole('combobox').fill('flaky');
    expect(await chosen.textContent()).toMatch(/^Fix the flaky resume test .*linden/);
    await page.keyboard.press('Enter');
    await page.getByRole('log').getByText('not bold').waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('#');
    await list.getByRole('option', { name: /10 Mar|Mar 10/ }).waitFor();
    await page.keyboard.type('3');
    expect(await chosen.textContent()).toMatch(/^Event 3/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/at=3$/);
    expect(hub().commands).toEqual([]);
    expect(problems()).toEqual([]);
  });

  test('[W120] the palette writes commands and files into the prompt, and sends nothing', async () => {
    const page = await open(`/sessions/${fixtureSession(1)}`, { wide: true });
    const field = page.getByRole('textbox', { name: 'Prompt' });
    await field.fill('look at');
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('button', { name: 'files' }).click();
    await page.keyboard.type('resu');
    await page.getByRole('option', { name: '@link/resume.ts' }).waitFor();
    await page.keyboard.press('Enter');
    expect(await field.inputValue()).toBe('look at @link/resume.ts ');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('/comp');
    await page.keyboard.press('Enter');
    await page.keyboard.type('now ');
    expect(await field.inputValue()).toBe('/compact now look at @link/resume.ts ');
    expect(hub().commands).toEqual([]);
    expect(problems()).toEqual([]);
  });

  test('[W121] on a phone the whole list has a menu: what it shows, and several at once; one signs out in Settings', async () => {
    const page = await open('/sessions');
    const rows = page.locator('.main .row');
    await page.getByText('Kiln firing curves').waitFor();
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('dialog').getByRole('radio', { name: 'Waiting' }).click();
    await page.getByText('Kiln firing curves').waitFor({ state: 'detached' });
    expect(await rows.count()).toBe(5);
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('button', { name: 'Select several' }).click();
    await page.getByRole('checkbox', { name: /Queue storage/ }).click();
    await page.getByText('1 selected').waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('link', { name: 'Machines' }).click();
    await page.getByRole('button', { name: 'Settings' }).waitFor();
    expect(await page.getByRole('button', { name: 'Sign out' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).waitFor();
    expect(problems()).toEqual([]);
  });

  test('[W122] a new session offers models by name, and any other can be written', async () => {
    const page = await open('/sessions', { wide: true });
    await page.getByText('Kiln firing curves').waitFor();
    await page.locator('body').press('n');
    const row = page.getByRole('button', { name: /^Model/ });
    await row.click();
    await page.getByRole('radio', { name: 'Another one…' }).click();
    await page.getByLabel('Name of the model').fill('claude-next');
    await page.getByRole('button', { name: 'Done' }).click();
    expect(await row.textContent()).toBe('Modelclaude-next');
    await row.click();
    expect(await page.getByLabel('Name of the model').inputValue()).toBe('claude-next');
    await page.getByRole('radio', { name: 'Sonnet' }).click();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Start on atlas' }).click();
    expect((await commands(1))[0]?.body).toMatchObject({ kind: 'start', settings: { model: 'sonnet' } });
  });

  test('[W124] a conversation on disk says who has it open: a session, or somebody in a terminal', async () => {
    const page = await open('/sessions', { wide: true });
    await page.getByText('Kiln firing curves').waitFor();
    await page.locator('body').press('n');
    await page.getByRole('button', { name: /^Conversation/ }).click();
    const rows = page.getByRole('dialog').locator('.earlier .meta');
    await rows.first().waitFor();
    const said = await rows.allTextContents();
    expect(said.map((text) => text.split(' · ').slice(2).join().trim())).toEqual([
      'open in a session',
      'in a terminal',
      '',
    ]);
  });
});
