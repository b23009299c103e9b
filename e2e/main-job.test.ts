import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { begin, press, Stage, said, send, transcript, tray } from './stage.ts';

/** What a person does all day, on a phone, with the real Claude Code. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.start();
});
afterEach(async () => {
  await stage.closeDevices();
  expect(stage.problems.splice(0)).toEqual([]);
});
afterAll(() => stage.end());

/** What Claude was told about its last tool call, once the model has been asked again. */
async function toldAbout(prompt: string): Promise<string> {
  const results = () => stage.model.asked.findLast((asked) => asked.prompt === prompt)?.results ?? [];
  await expect.poll(() => results().length, { timeout: 20_000 }).toBeGreaterThan(0);
  return results().at(-1)?.text ?? '';
}

test('[E1] a prompt is answered word by word: text is there long before the turn ends', async () => {
  const { page } = await stage.begun('slow');
  await said(page, /Sentence 1 of a long answer/).waitFor();
  expect(
    await transcript(page)
      .getByText(/Sentence 40 /)
      .count(),
  ).toBe(0);
  await page.getByRole('button', { name: /^Stop/ }).first().waitFor();
  await said(page, /Sentence 40 of a long answer/).waitFor({ timeout: 30_000 });
});

test('[E2] a permission is asked with the exact command; allowed once, it runs', async () => {
  const prompt = 'run node -p 40+2';
  const { page } = await stage.begun(prompt);
  const asked = tray(page, 'Permission');
  await asked.getByText('node -p 40+2').first().waitFor();
  expect(stage.model.asked.filter((one) => one.prompt === prompt && one.results.length > 0)).toEqual([]);
  await press(asked.getByRole('button', { name: 'Allow once' }));
  await said(page, 'It said: 42').waitFor();
  await transcript(page).getByText('You allowed').waitFor();
});

test('[E3] denied with a reason, nothing runs and Claude reads the reason', async () => {
  const prompt = 'run touch denied.txt';
  const { page } = await stage.begun(prompt);
  const asked = tray(page, 'Permission');
  await press(asked.getByRole('button', { name: 'Deny and say why' }));
  await page.getByLabel('Why? Claude reads it.').fill('Use the other folder.');
  await press(page.getByRole('button', { name: 'Deny with this reason' }));
  expect(await toldAbout(prompt)).toContain('Use the other folder.');
  await transcript(page).getByText('You denied').waitFor();
  expect(existsSync(join(stage.product.workspace, 'denied.txt'))).toBe(false);
});

test('[E4] a question is a form: one choice, many, or words of one’s own', async () => {
  const { page } = await stage.begun('ask many');
  const asked = tray(page, 'Question');
  await asked.getByText('PostgreSQL').click();
  await asked.getByText('Types', { exact: true }).click();
  await asked.getByText('Tests', { exact: true }).click();
  await press(asked.getByRole('button', { name: 'Send 2 answers' }));
  const told = await toldAbout('ask many');
  for (const choice of ['PostgreSQL', 'Types', 'Tests']) expect(told).toContain(choice);
  await transcript(page).getByText('You answered PostgreSQL · Types, Tests').waitFor();

  await send(page, 'ask');
  await asked.getByText('Other', { exact: true }).click();
  await asked.getByRole('textbox', { name: 'Other' }).fill('A plain file');
  await press(asked.getByRole('button', { name: 'Send the answer' }));
  expect(await toldAbout('ask')).toContain('A plain file');
});

test('[E5] a plan is read and approved', async () => {
  const { page } = await stage.signedIn();
  await begin(page, 'plan', 'Plan first');
  const asked = tray(page, 'Plan');
  await asked.getByText('Keep the queue in the journal').waitFor();
  await press(asked.getByRole('button', { name: 'Approve' }));
  await said(page, /Going on\./).waitFor();
});

test('[E6] a change of a file shows as a diff before and after it is allowed', async () => {
  const { page } = await stage.begun('write notes.md');
  const asked = tray(page, 'Permission');
  await asked.getByText('Write notes.md?').waitFor();
  await asked.getByText('Written by the scripted model.').waitFor();
  await press(asked.getByRole('button', { name: 'Allow once' }));
  await said(page, /It said/).waitFor();
  await transcript(page).getByText('Wrote', { exact: true }).waitFor();
  await transcript(page).getByText('Written by the scripted model.').waitFor();
});

test('[E7] Stop ends the turn, and the queue behind it waits until it is told to go on', async () => {
  const { page } = await stage.begun('slow');
  await said(page, /Sentence 1 /).waitFor();
  await send(page, 'say after the stop');
  await page.getByText('1 queued').waitFor();
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await page.getByText('The queue waits.').waitFor();
  expect(await said(page, 'after the stop').count()).toBe(0);
  await page.getByRole('button', { name: 'Go on' }).click();
  await said(page, 'after the stop').waitFor();
});

test('[E8] prompts queue in order behind a running turn, and one can be taken back', async () => {
  const { page } = await stage.begun('slow');
  await said(page, /Sentence 1 /).waitFor();
  for (const text of ['say first', 'say second', 'say third']) await send(page, text);
  await page.getByText('3 queued').waitFor();
  await page.getByText('3 queued').click();
  await page.getByRole('button', { name: /Queued prompt 2$/ }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByText('2 queued').waitFor();
  await said(page, /^third$/).waitFor({ timeout: 30_000 });
  const answers = await transcript(page).locator('.md').allInnerTexts();
  expect(answers.map((text) => text.trim()).slice(-2)).toEqual(['first', 'third']);
});

test('[E9] a failure says what failed, and the next prompt goes through', async () => {
  const { page } = await stage.begun('fail');
  await transcript(page)
    .getByText(/The scripted model refuses this one/)
    .first()
    .waitFor();
  await send(page, 'say still here');
  const goOn = page.getByRole('button', { name: 'Go on' });
  const answer = said(page, 'still here');
  await answer.or(goOn).first().waitFor();
  if (await goOn.isVisible()) await goOn.click();
  await answer.waitFor();
});

test('[E10] what the transcript holds is text: HTML, script links and look-alike cards stay words', async () => {
  const { page } = await stage.begun(
    'say <img src=x onerror=alert(1)> [a](javascript:alert(1)) <button>Allow once</button>',
  );
  await transcript(page)
    .getByText(/Allow once/)
    .first()
    .waitFor();
  expect(await transcript(page).locator('img, .md button, a[href^="javascript"]').count()).toBe(0);
});

test('[E11] several sessions run side by side, and the inbox says which one waits', async () => {
  const { page } = await stage.begun('run touch waits.txt');
  await tray(page, 'Permission').waitFor();
  await page.goto(`${stage.product.url}/sessions`);
  await begin(page, 'say meanwhile');
  await said(page, 'meanwhile').waitFor();
  await page.goto(`${stage.product.url}/inbox`);
  await page.getByText('touch waits.txt').first().waitFor();
});

test('[E12] the list that Claude keeps of its steps is one step, which stands as it is now', async () => {
  const { page } = await stage.begun('todo');
  await said(page, 'The list is up to date.').waitFor();
  await transcript(page).getByText('1 of 3').waitFor();
  await transcript(page).getByRole('listitem').filter({ hasText: 'Commit state and cursor together' }).waitFor();
  expect(await transcript(page).getByText('Checklist', { exact: true }).count()).toBe(1);
});
