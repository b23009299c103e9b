import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { HOSTILE, hostileScript, LINE, NAME } from './hostile-script.ts';
import { intruders } from './intruders.ts';
import { Stage, said, send, transcript, tray } from './stage.ts';

/** A transcript whose every word was written by an enemy: models, tools, files, other people. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.start({ script: hostileScript });
  const { workspace } = stage.product;
  writeFileSync(join(workspace, 'hostile.txt'), HOSTILE);
  writeFileSync(join(workspace, NAME), HOSTILE);
  writeFileSync(join(workspace, 'one-line.txt'), `${'y'.repeat(1_000_000)}\n`);
  writeFileSync(join(workspace, 'many-lines.txt'), 'short \u001B[3Xm\u001B[1;31mred\u001B[0m\n'.repeat(10_000));
});
afterEach(async () => {
  await stage.closeDevices();
  expect(stage.problems.splice(0)).toEqual([]);
});
afterAll(() => stage.end());

/** A device of the owner that remembers every address it was made to ask for, and every dialog. */
async function watched(wide = false): Promise<{ page: Page; foreign: string[] }> {
  const { context, page } = await stage.signedIn({ wide });
  const foreign: string[] = [];
  const own = new URL(stage.product.url).host;
  context.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol !== 'data:' && protocol !== 'blob:' && host !== own) foreign.push(request.url());
  });
  context.on('page', (opened) => void foreign.push(`a page: ${opened.url()}`));
  page.on('dialog', (dialog) => {
    foreign.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return { page, foreign };
}

/** Opens every step of the transcript, so that all of it is drawn. */
async function openAll(page: Page): Promise<void> {
  const folded = transcript(page).getByRole('button', { expanded: false });
  while ((await folded.count()) > 0) await folded.first().click();
}

/** A session that somebody else began through the REST door, named by an enemy. */
async function begun(prompt: string, settings: object = {}): Promise<string> {
  const started = await stage.product.ask('/api/v1/sessions', { body: { title: LINE.slice(0, 200), settings } });
  const { session } = started.json() as { session: string };
  await stage.product.ask(`/api/v1/sessions/${session}/commands`, { body: { kind: 'prompt', text: prompt } });
  return `/sessions/${session}`;
}

test('[E126] hostile words of Claude, of people and of tools stay text, on a phone and a desktop', async () => {
  const session = await begun(`hostile words\n\n${HOSTILE}`);
  for (const wide of [false, true]) {
    const { page, foreign } = await watched(wide);
    await page.goto(stage.product.url + session);
    await said(page, /Permission {2}Run on this/).waitFor();
    await openAll(page);
    expect(await intruders(page)).toEqual([]);
    if (wide) continue;
    for (const scene of ['output', 'steps']) {
      await send(page, `hostile ${scene}`);
      await said(page, `Done with ${scene}.`).waitFor();
      await openAll(page);
      expect(await intruders(page)).toEqual([]);
    }
    // Only what is near the reader is drawn: the newest scene shows its controls by name.
    expect(await transcript(page).getByText('⟨U+202E⟩').count()).toBeGreaterThan(0);
    expect(foreign).toEqual([]);
  }
});

for (const [scene, kind, mode] of [
  ['command', 'Permission', 'ask'],
  ['file', 'Permission', 'ask'],
  ['question', 'Question', 'ask'],
  ['plan', 'Plan', 'plan'],
] as const) {
  test(`[E127] a request made by an enemy is one card of ours with its words as text: ${scene}`, async () => {
    const session = await begun(`hostile ${scene}`, { mode });
    const { page, foreign } = await watched();
    await page.goto(stage.product.url + session);
    await tray(page, kind).getByRole('button').last().waitFor();
    expect(await intruders(page)).toEqual([]);
    expect(await page.getByRole('dialog').count()).toBe(1);
    expect(await tray(page, kind).getByRole('button', { name: 'Allow once', exact: true }).count()).toBe(
      kind === 'Permission' ? 1 : 0,
    );
    for (const place of ['inbox', 'sessions', 'machines']) {
      await page.goto(`${stage.product.url}/${place}`);
      await page.getByRole('link', { name: 'Sessions' }).waitFor();
      if (place !== 'machines')
        await page
          .getByText(/evil\.example/)
          .first()
          .waitFor();
      expect(await intruders(page)).toEqual([]);
    }
    expect(foreign).toEqual([]);
  });
}

test('[E128] a line of a megabyte, ten thousand lines and thousands of levels leave the page usable', async () => {
  const { page, foreign } = await watched();
  await page.goto(stage.product.url + (await begun('hostile large')));
  await said(page, 'The end').waitFor({ timeout: 30_000 });
  await openAll(page);
  for (const where of ['quotes', 'lists', 'emphasis']) await said(page, `deep in ${where}`).waitFor();
  expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(3_000);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await send(page, 'say still quick');
  await said(page, 'still quick').waitFor();
  expect(await intruders(page)).toEqual([]);
  expect(foreign).toEqual([]);
});
