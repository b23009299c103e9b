import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { begin, press, Stage, said, send, transcript, tray } from './stage.ts';

/** Reviewing what was changed, with the real Claude Code and a real repository. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.start();
  const { workspace } = stage.product;
  writeFileSync(join(workspace, 'greeting.js'), "export const greeting = 'Hello';\n");
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-q', '-m', 'first');
});
afterEach(async () => {
  await stage.closeDevices();
  expect(stage.problems.splice(0)).toEqual([]);
});
afterAll(() => stage.end());

function git(...args: string[]): string {
  const who = ['-c', 'user.name=ada', '-c', 'user.email=ada@example.org'];
  return execFileSync('git', [...who, ...args], { cwd: stage.product.workspace, encoding: 'utf8' });
}

const review = (page: Page, title: string) => page.getByRole('dialog', { name: title });

async function allow(page: Page): Promise<void> {
  await press(tray(page, 'Permission').getByRole('button', { name: 'Allow once' }));
}

/** What Claude was asked last, in the words of the prompt. */
const askedLast = () => stage.model.asked.at(-1)?.prompt ?? '';

test('[E100] on a phone the changes of a turn are reviewed file by file, and comments go back as one prompt', async () => {
  const { page } = await stage.begun('edit greeting.js');
  await allow(page);
  await said(page, 'Changed the greeting.').waitFor();
  await transcript(page)
    .getByRole('button', { name: /^Changes 1 file/ })
    .tap();
  const sheet = review(page, 'Changes in turn 1');
  await sheet.getByText('1 file').waitFor();
  await sheet.getByText("'Hello, you'").waitFor();
  await sheet.getByRole('button', { name: 'Comment on line 1' }).last().tap();
  await sheet.getByRole('textbox').fill('Greet by name.');

  await page.reload();
  await transcript(page)
    .getByRole('button', { name: /^Changes 1 file/ })
    .tap();
  await sheet.getByText('Greet by name.').waitFor();
  await sheet.getByRole('button', { name: 'Send 1 comment' }).tap();
  await expect.poll(askedLast).toContain('Greet by name.');
  expect(askedLast()).toContain("greeting.js:1\n> +export const greeting = 'Hello, you';\nGreet by name.");
  await transcript(page).getByText('Greet by name.').waitFor();
  await transcript(page)
    .getByRole('button', { name: /^Changes 1 file/ })
    .tap();
  await sheet.getByText("'Hello, you'").waitFor();
  expect(await sheet.getByText('Greet by name.').count()).toBe(0);
});

test('[E101] on a desktop the changes of a session stand beside it: what commands changed, too', async () => {
  const { page } = await stage.signedIn({ wide: true });
  await begin(page, 'run printf "one\\ntwo\\n" > made.txt');
  await allow(page);
  await said(page, 'It said:').waitFor();
  await page.getByRole('button', { name: 'Changes in this session' }).click();
  const pane = page.getByRole('complementary', { name: 'Changes in this session' });
  await pane.getByText(/against [0-9a-f]{7}, .* Branch main\./).waitFor();
  await pane.getByRole('button', { name: /made\.txt/ }).waitFor();
  await pane.getByRole('button', { name: 'Comment on line 1' }).first().hover();
  await page.mouse.down();
  await pane.getByRole('button', { name: 'Comment on line 2' }).first().hover();
  await page.mouse.up();
  await pane.getByRole('textbox').fill('Both at once.');
  await pane.getByRole('button', { name: 'Keep' }).click();
  await pane.getByText('Your comment on line 1–2').waitFor();
  await pane.getByRole('button', { name: 'Send 1 comment' }).click();
  await expect.poll(askedLast).toContain('made.txt:1–2\n> +one\n> +two\nBoth at once.');
  await page.keyboard.press('Escape');
  await pane.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('log').click();
  await page.keyboard.press('.');
  await page.getByRole('complementary', { name: /Changes in turn/ }).waitFor();
});

test('[E102] a session begins in a working tree of its own, with a file, and leaves the directory as it was', async () => {
  const { page } = await stage.signedIn();
  await page.getByRole('button', { name: 'New session' }).first().click();
  await page.getByRole('textbox', { name: 'First prompt' }).fill('write tree.md');
  await page.locator('input[type=file]').setInputFiles({
    name: 'spec.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('as written here'),
  });
  await page.getByRole('list', { name: 'Files of this prompt' }).getByText('spec.txt').waitFor();
  await page.getByRole('button', { name: /^Working tree/ }).tap();
  await page.getByText('A working tree of its own').tap();
  expect(await page.getByRole('textbox', { name: 'New branch' }).inputValue()).toBe('claude/write-tree-md');
  await page.getByRole('button', { name: 'Done' }).tap();
  await page.getByRole('button', { name: /^Start on / }).tap();
  await allow(page);
  await said(page, 'It said:').waitFor();
  const branches = git('worktree', 'list');
  expect(branches).toContain('[claude/write-tree-md]');
  expect(git('status', '--short', '--', 'tree.md')).toBe('');
  const { files } = stage.model.asked.find(({ prompt }) => prompt.includes('write tree.md')) ?? { files: [] };
  expect(files).toContainEqual({ type: 'document', mediaType: 'text/plain', data: 'as written here' });
  await page
    .getByText(/· claude\/write-tree-md/)
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'Changes in this session' }).tap();
  const sheet = review(page, 'Changes in this session');
  await sheet.getByText(/Branch claude\/write-tree-md\./).waitFor();
  await sheet.getByRole('button', { name: /tree\.md/ }).waitFor();
});

test('[E107] the working tree of a session is removed after it was said what that loses; its branch stays', async () => {
  const { page } = await stage.signedIn();
  await page.getByRole('button', { name: 'New session' }).first().click();
  await page.getByRole('textbox', { name: 'First prompt' }).fill('write gone.md');
  await page.getByRole('button', { name: /^Working tree/ }).tap();
  await page.getByText('A working tree of its own').tap();
  await page.getByRole('button', { name: 'Done' }).tap();
  await page.getByRole('button', { name: /^Start on / }).tap();
  await allow(page);
  await said(page, 'It said:').waitFor();
  await expect.poll(() => git('worktree', 'list')).toContain('[claude/write-gone-md]');
  await page.getByRole('button', { name: 'More', exact: true }).tap();
  await page.getByRole('button', { name: 'Remove the working tree' }).tap();
  const sheet = page.getByRole('dialog', { name: 'Remove the working tree' });
  await sheet.getByText('1 file has changes that are not committed. They would be lost.').waitFor();
  await sheet.getByRole('button', { name: 'Remove it anyway' }).tap();
  await transcript(page).getByText('owner removed the working tree. Its branch stays.').waitFor();
  await sheet.waitFor({ state: 'detached' });
  expect(git('worktree', 'list')).not.toContain('claude/write-gone-md');
  expect(git('branch', '--list', 'claude/write-gone-md').trim()).toBe('claude/write-gone-md');
  expect(git('status', '--short', '--', '.claude')).toBe('');
  await send(page, 'say still there?');
  await page
    .getByText(/The working tree of this session was removed/)
    .first()
    .waitFor();
});

test('[E103] files are put back to before a prompt, after it was shown what that changes', async () => {
  const { page } = await stage.begun('write back.md');
  await allow(page);
  await said(page, 'It said:').waitFor();
  const file = join(stage.product.workspace, 'back.md');
  expect(existsSync(file)).toBe(true);
  await transcript(page).getByRole('button', { name: 'What to do with this prompt' }).tap();
  await page.getByRole('button', { name: /^Put files back to before/ }).tap();
  const sheet = page.getByRole('dialog', { name: 'Put files back to before this prompt' });
  await sheet.getByText('back.md', { exact: true }).waitFor();
  expect(existsSync(file)).toBe(true);
  await sheet.getByRole('button', { name: 'Put 1 file back' }).tap();
  await transcript(page).getByText('owner put 1 file back to before an earlier prompt: back.md').waitFor();
  expect(existsSync(file)).toBe(false);
});

test('[E104] a prompt is gone on from in a copy that knows what was said before it, and no more', async () => {
  const { page } = await stage.begun('say one');
  await said(page, 'one').waitFor();
  await send(page, 'say two');
  await said(page, 'two').waitFor();
  const band = page.locator('.band', { hasText: 'say two' });
  await band.getByRole('button', { name: 'What to do with this prompt' }).tap();
  const before = page.url();
  await page.getByRole('button', { name: /^Go on from here in a copy/ }).tap();
  await page.waitForURL((url) => url.href !== before);
  const field = page.getByRole('textbox', { name: 'Prompt', exact: true });
  await expect.poll(() => field.inputValue()).toBe('say two');
  await send(page, 'say three');
  await said(page, 'three').waitFor();
  expect(stage.model.asked.at(-1)).toMatchObject({ prompt: 'say three', earlier: ['say one'] });
});

test('[E105] [W129] a prompt that is held is copied into the composer to be sent again', async () => {
  const { page } = await stage.begun('say held');
  await said(page, 'held').waitFor();
  await transcript(page).getByText('Turn 1').waitFor(); // the line that ends it moves the prompt up
  const box = await page.locator('.band').boundingBox();
  const touch = await page.context().newCDPSession(page);
  const at = { x: (box?.x ?? 0) + 120, y: (box?.y ?? 0) + 35 };
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] });
  await page.getByRole('dialog', { name: 'This prompt' }).waitFor();
  // Whether the browser would make a tap of it depends on its own timer; it is asked not to.
  const taps = page.locator('.band').evaluate((band) => {
    const lifted = new Promise<boolean>((resolve) =>
      document.addEventListener('touchend', (event) => resolve(!event.defaultPrevented), { once: true }),
    );
    band.dispatchEvent(new TouchEvent('touchend', { bubbles: true, cancelable: true }));
    return lifted;
  });
  expect(await taps).toBe(false);
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await page.getByRole('button', { name: 'Edit and send again' }).tap();
  await expect.poll(() => page.getByRole('textbox', { name: 'Prompt', exact: true }).inputValue()).toBe('say held');
});

test('[E106] a conversation on the machine is read before it is gone on with', async () => {
  const { page } = await stage.begun('say the lighthouse');
  await said(page, 'the lighthouse').waitFor();
  await page.goto(`${stage.product.url}/sessions?new`);
  await page.getByRole('button', { name: /^Conversation/ }).tap();
  await page.getByRole('button', { name: 'Read say the lighthouse' }).tap();
  const sheet = page.getByRole('dialog', { name: 'say the lighthouse' });
  await sheet.locator('.band').getByText('say the lighthouse').waitFor();
  await sheet.locator('.md').getByText('the lighthouse').waitFor();
  await sheet.getByText(/^claude --resume [0-9a-f-]{36}$/).waitFor();
  await sheet.getByRole('button', { name: 'Copy it first' }).tap();
  await page.getByRole('button', { name: /^Conversation say the lighthouse/ }).waitFor();
});
