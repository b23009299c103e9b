import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { begin, press, Stage, said, send, transcript, tray } from './stage.ts';

/** Writing a prompt, with the real Claude Code behind it. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.start();
});
afterEach(async () => {
  await stage.closeDevices();
  expect(stage.problems.splice(0)).toEqual([]);
});
afterAll(() => stage.end());

/** A picture of one red pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);
const PICTURE = { name: 'pixel.png', mimeType: 'image/png', buffer: PIXEL };
const NOTES = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('Grüße aus 서울') };

const picker = (page: Page) => page.locator('input[type=file]');
const attached = (page: Page) => page.getByRole('list', { name: 'Files of this prompt' });

test('[E50] pictures and files of a prompt reach Claude as they are, and the transcript shows them', async () => {
  const { page } = await stage.begun('say ready');
  await said(page, 'ready').waitFor();
  await picker(page).setInputFiles([PICTURE, NOTES]);
  await attached(page).getByText('pixel.png').waitFor();
  await attached(page).getByText('notes.txt').waitFor();
  await send(page, 'say got them');
  await said(page, 'got them').waitFor();
  expect(await attached(page).count()).toBe(0);
  const { files } = stage.model.asked.findLast(({ prompt }) => prompt === 'say got them') ?? { files: [] };
  expect(files).toContainEqual({ type: 'image', mediaType: 'image/png', data: PIXEL.toString('base64') });
  expect(files).toContainEqual({ type: 'document', mediaType: 'text/plain', data: 'Grüße aus 서울' });
  await transcript(page).getByRole('img', { name: 'pixel.png' }).waitFor();
  await transcript(page).getByText('notes.txt').waitFor();
  await page.reload();
  await transcript(page).getByText('pixel.png').waitFor();
});

test('[E51] what was attached and not sent survives a reload, and goes at sign-out', async () => {
  const { page } = await stage.begun('say kept');
  await said(page, 'kept').waitFor();
  await paste(page, PICTURE);
  await attached(page).getByText('pixel.png').waitFor();
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('say never sent');
  await page.reload();
  await attached(page).getByText('pixel.png').waitFor();
  await page.goto(`${stage.product.url}/machines`);
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByText('Drafts on this device: 1.').waitFor();
  await page.getByRole('button', { name: 'Sign out and remove them' }).click();
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  const left = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
  expect(left).not.toContain('claude-remote-draft-files');
});

test('[E52] a file that cannot go is named with the reason, and nothing else is lost', async () => {
  const { page } = await stage.begun('say ready');
  await said(page, 'ready').waitFor();
  const big = { name: 'big.txt', mimeType: 'text/plain', buffer: Buffer.alloc(3_000_001, 'a') };
  const program = { name: 'tool.bin', mimeType: 'application/octet-stream', buffer: Buffer.from([0, 255, 254, 0]) };
  await picker(page).setInputFiles([NOTES]);
  await picker(page).setInputFiles([big]);
  await page.getByText('big.txt does not fit: all files of a prompt together may have 3 MB.').waitFor();
  await picker(page).setInputFiles([program]);
  await page.getByText('tool.bin cannot be sent').waitFor();
  await attached(page).getByText('notes.txt').waitFor();
  await page.getByRole('button', { name: 'Remove notes.txt' }).click();
  await attached(page).waitFor({ state: 'detached' });
});

test('[E53] code is coloured, in answers and diffs, without one more element', async () => {
  writeFileSync(join(stage.product.workspace, 'greeting.js'), "export const greeting = 'Hello';\n");
  const { page } = await stage.begun("say Look:\n\n```ts\nconst answer = 'forty-two';\n```");
  await said(page, /forty-two/).waitFor();
  await expect.poll(() => painted(page, 'code-key', 'pre')).toEqual(['const']);
  expect(await painted(page, 'code-str', 'pre')).toEqual(["'forty-two'"]);
  expect(await transcript(page).locator('pre code *').count()).toBe(0);
  await send(page, 'edit greeting.js');
  await press(tray(page, 'Permission').getByRole('button', { name: 'Allow once' }));
  await expect.poll(() => painted(page, 'code-str', '.diff')).toContain("'Hello'"); // the removed line; what was added is cut at the changed word
});

test('[E54] completion offers the machine’s own files and commands, and Tab takes the first', async () => {
  writeFileSync(join(stage.product.workspace, 'only-this-one.md'), 'x');
  const { page } = await stage.begun('say ready');
  await said(page, 'ready').waitFor();
  const field = page.getByRole('textbox', { name: 'Prompt', exact: true });
  const offered = page.getByRole('list', { name: 'Completions' });
  await field.pressSequentially('say @onlythis');
  await offered.getByText('@only-this-one.md').waitFor();
  await field.press('Tab');
  await expect.poll(() => field.inputValue()).toBe('say @only-this-one.md ');
  await field.fill('');
  await field.pressSequentially('/compa');
  await offered.getByText('/compact', { exact: true }).click();
  await expect.poll(() => field.inputValue()).toBe('/compact ');
});

test('[E55] ArrowUp in an empty composer brings back what was sent, and replaces nothing that was written', async () => {
  const { page } = await stage.begun('say ready');
  await said(page, 'ready').waitFor();
  for (const word of ['first', 'second']) {
    await send(page, `say ${word}`);
    await said(page, word).waitFor();
  }
  await page.reload();
  await said(page, 'second').waitFor();
  const field = page.getByRole('textbox', { name: 'Prompt', exact: true });
  await field.press('ArrowUp');
  await field.press('ArrowUp');
  expect(await field.inputValue()).toBe('say first');
  await field.press('ArrowDown');
  expect(await field.inputValue()).toBe('say second');
  await field.fill('mine');
  await field.press('ArrowUp');
  expect(await field.inputValue()).toBe('mine');
});

test('[E56] the palette reaches sessions, places and deeds by keys alone, and ? lists all keys', async () => {
  const { page } = await stage.begun('slow', { wide: true });
  await said(page, /Sentence 1 /).waitFor();
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: 'Go to or do' });
  await field.fill('stop');
  await field.press('Enter');
  await page.getByText('You stopped').or(page.getByText('Stopped')).first().waitFor();
  await page.keyboard.press('Control+k');
  await field.fill('plan first');
  await field.press('Enter');
  await page.getByRole('button', { name: 'Plan first' }).waitFor();
  await page.keyboard.press('Control+k');
  await field.fill('machines');
  await field.press('Enter');
  await page.waitForURL(/\/machines$/);
  await page.locator('body').press('?');
  await page.getByRole('dialog', { name: 'Keys' }).getByText('New line').waitFor();
});

test('[E57] a conversation that Claude had on the machine is copied and gone on with, and Claude knows what was said', async () => {
  const { page } = await stage.begun('say remember the lighthouse');
  await said(page, 'remember the lighthouse').waitFor();
  await page.goto(`${stage.product.url}/sessions`);
  await page.getByRole('button', { name: 'New session' }).first().click();
  await page.getByRole('button', { name: /^Conversation/ }).click();
  await page.getByText('Copy it first').click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^say remember the lighthouse/ })
    .click();
  await page.getByRole('textbox', { name: 'First prompt' }).fill('say going on');
  await page.getByRole('button', { name: /^Start on / }).click();
  await said(page, 'going on').waitFor();
  const asked = stage.model.asked.findLast(({ prompt }) => prompt === 'say going on');
  expect(asked?.earlier).toContain('say remember the lighthouse');
});

/** The texts that the browser paints in that colour, within what the selector names. */
function painted(page: Page, colour: string, within: string): Promise<string[]> {
  return page.evaluate(
    ({ colour, within }) =>
      [...(CSS.highlights.get(colour)?.keys() ?? [])]
        .filter(({ startContainer }) => startContainer.parentElement?.closest(within))
        .map(
          ({ startContainer, startOffset, endOffset }) =>
            startContainer.textContent?.slice(startOffset, endOffset) ?? '',
        ),
    { colour, within },
  );
}

/** Puts a file where Ctrl-V would find it. */
async function paste(page: Page, file: typeof PICTURE): Promise<void> {
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).evaluate(
    (field, { name, mimeType, data }) => {
      const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([bytes], name, { type: mimeType }));
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    },
    { name: file.name, mimeType: file.mimeType, data: file.buffer.toString('base64') },
  );
}

/** A recogniser which understands two words, as browsers hand them out: guessed first, then settled. */
const RECOGNISER = `window.SpeechRecognition = window.webkitSpeechRecognition = class {
  start() {
    const hear = (text) => this.onresult({ results: [[{ transcript: text }]] });
    setTimeout(() => hear('say there'), 0);
    setTimeout(() => hear('say dictated'), 0);
  }
  stop() { this.onend(); }
  abort() {}
}`;

test('[E58] what is dictated is text in the composer, behind what stood there', async () => {
  const { context, page } = await stage.signedIn();
  await context.addInitScript(RECOGNISER);
  await page.reload();
  await begin(page, 'say ready');
  await said(page, 'ready').waitFor();
  const dictate = page.getByRole('button', { name: 'Dictate' });
  const field = page.getByRole('textbox', { name: 'Prompt', exact: true });
  await dictate.click();
  await expect.poll(() => field.inputValue()).toBe('say dictated');
  await expect.poll(() => dictate.getAttribute('aria-pressed')).toBe('true');
  await dictate.click();
  await expect.poll(() => dictate.getAttribute('aria-pressed')).toBe('false');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await said(page, 'dictated').waitFor();
});
