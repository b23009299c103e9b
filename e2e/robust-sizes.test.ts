import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { begin, press, Stage, said, transcript, tray } from './stage.ts';

/** The main job in Korean, by keys alone, and on screens that have no room. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.start();
});
afterEach(async () => {
  await stage.closeDevices();
  expect(stage.problems.splice(0)).toEqual([]);
});
afterAll(() => stage.end());

for (const wide of [false, true]) {
  test(`[E132] the main job in Korean, on a ${wide ? 'desktop' : 'phone'}`, async () => {
    const page = await stage.page(await stage.device({ wide, locale: 'ko-KR' }));
    await page.getByLabel('이름', { exact: true }).fill(stage.product.user);
    await page.getByLabel('비밀번호', { exact: true }).fill(stage.product.password);
    await page.getByRole('button', { name: '로그인', exact: true }).click();
    const named = (text: string) => page.getByRole('button', { name: text, exact: true });
    const asks = (kind: string) => page.getByRole('dialog', { name: kind });
    const ask = async (prompt: string) => {
      await page.getByRole('textbox', { name: '요청', exact: true }).fill(prompt);
      await named('보내기').click();
    };
    await named('새 세션').first().click();
    await page.getByRole('textbox', { name: '첫 요청' }).fill('say 안녕하세요');
    await page.getByRole('button', { name: /머신에서 시작$/ }).click();
    await said(page, '안녕하세요').waitFor();

    const file = `korean-${wide}.txt`;
    await ask(`run touch ${file}`);
    await asks('권한').getByText(`touch ${file}`).first().waitFor();
    await press(asks('권한').getByRole('button', { name: '한 번 허용' }));
    await transcript(page).getByText('내가 허용').waitFor();
    await said(page, /Bash completed/).waitFor();
    expect(existsSync(join(stage.product.workspace, file))).toBe(true);

    await ask('run touch never.txt');
    await press(asks('권한').getByRole('button', { name: '이유를 적어 거부' }));
    await page.getByLabel('거부하는 이유. Claude가 읽습니다.').fill('다른 폴더를 쓰십시오.');
    await press(named('이 이유로 거부'));
    await transcript(page).getByText('내가 거부').waitFor();
    await said(page, /다른 폴더/).waitFor();

    await ask('ask');
    await asks('질문').getByText('SQLite').click();
    await press(asks('질문').getByRole('button', { name: '답변 보내기' }));
    await said(page, /You chose.*SQLite/).waitFor();

    await ask('slow');
    await said(page, /Sentence 2 /).waitFor();
    await ask('say 다음');
    await page.getByText('1건 대기 중').waitFor();
    await named('중지').first().click();
    await named('계속').click();
    await said(page, '다음').waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('ko');
  });
}

/** Presses Tab until what is named has the focus. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const focused = () =>
    page.evaluate(() => {
      const at = document.activeElement;
      return at ? (at.getAttribute('aria-label') ?? at.textContent ?? '') : '';
    });
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    const text = (await focused()).trim();
    if (typeof name === 'string' ? text === name : name.test(text)) return;
  }
  throw new Error(`Tab never reached ${name}`);
}

test('[E133] the whole job goes by keys alone: sign in, begin, deny, allow, answer', async () => {
  const page = await stage.page(await stage.device({ wide: true }));
  await page.getByLabel('Name', { exact: true }).focus();
  await page.keyboard.type(stage.product.user);
  await page.keyboard.press('Tab');
  await page.keyboard.type(stage.product.password);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Sessions' }).waitFor();
  await page.keyboard.press('n');
  await page.getByRole('textbox', { name: 'First prompt' }).waitFor();
  await page.keyboard.type('run touch by-keys-1.txt');
  await tabTo(page, /^Start on /);
  await page.keyboard.press('Enter');
  await tray(page, 'Permission').getByText('by-keys-1.txt').first().waitFor();
  await tabTo(page, /^Deny/);
  await pressUntilGone(page, 'Permission');
  await transcript(page).getByText('You denied').waitFor();

  const composer = page.getByRole('textbox', { name: 'Prompt', exact: true });
  await tabTo(page, 'Prompt');
  await page.keyboard.type('run touch by-keys-2.txt');
  await page.keyboard.press('Enter');
  await tray(page, 'Permission').getByText('by-keys-2.txt').first().waitFor();
  await tabTo(page, /^Allow once/);
  await pressUntilGone(page, 'Permission');
  await transcript(page).getByText('You allowed').waitFor();
  await said(page, /Bash completed/).waitFor();

  await composer.waitFor();
  await tabTo(page, 'Prompt');
  await page.keyboard.type('ask');
  await page.keyboard.press('Enter');
  await tray(page, 'Question').getByText('SQLite').waitFor();
  await tabToRadio(page);
  await page.keyboard.press('Space');
  await tabTo(page, /^Send the answer/);
  await pressUntilGone(page, 'Question');
  await said(page, /You chose/).waitFor();
});

/** A request that has just appeared ignores keys too; pressed again until it has gone. */
async function pressUntilGone(page: Page, kind: 'Permission' | 'Question'): Promise<void> {
  const isThere = async () => {
    await page.keyboard.press('Enter');
    return tray(page, kind).isVisible();
  };
  await expect.poll(isThere, { timeout: 15_000 }).toBe(false);
}

async function tabToRadio(page: Page): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(() => document.activeElement?.matches('input[type=radio], [role=radio]'))) return;
  }
  throw new Error('Tab never reached a choice');
}

for (const small of ['320 px wide', 'text at 200 %'] as const) {
  test(`[E134] ${small} lose nothing: no sideways scroll, every button in reach`, async () => {
    const { page } = await stage.signedIn();
    if (small === '320 px wide') await page.setViewportSize({ width: 320, height: 568 });
    const double = async () => {
      if (small === 'text at 200 %')
        await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
    };
    for (const [prompt, kind, button, mode] of [
      [
        'run touch a-rather-long-name-of-a-file-that-has-no-place-to-break-anywhere.txt',
        'Permission',
        'Allow once',
        undefined,
      ],
      ['ask many', 'Question', /^Send/, undefined],
      ['plan', 'Plan', 'Approve', 'Plan first'],
    ] as const) {
      await page.goto(`${stage.product.url}/sessions`);
      await double();
      await begin(page, prompt, mode);
      await double();
      await tray(page, kind).getByRole('button', { name: button }).first().waitFor();
      await tray(page, kind).getByRole('button', { name: button }).first().click({ trial: true });
      expect([kind, await lost(page)]).toEqual([kind, []]);
    }
    for (const place of ['inbox', 'sessions', 'machines', 'machines?usage']) {
      await page.goto(`${stage.product.url}/${place}`);
      await page.getByRole('link', { name: 'Sessions' }).waitFor();
      await page.locator('main').getByRole('button').or(page.locator('main').getByRole('link')).first().waitFor();
      await double();
      expect([place, await lost(page)]).toEqual([place, []]);
    }
  });
}

/** What reaches out of the screen where nothing scrolls it back. */
function lost(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found =
      document.documentElement.scrollWidth > innerWidth ? [`page is ${document.documentElement.scrollWidth} wide`] : [];
    const scrolls = (element: Element | null): boolean =>
      element !== null &&
      (/(?:auto|scroll)/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
    for (const element of document.querySelectorAll('button, a, input, textarea, h1, h2')) {
      const { left, right, width } = element.getBoundingClientRect();
      const isOut = width > 1 && (right > innerWidth + 1 || left < -1);
      if (isOut && element.checkVisibility() && !scrolls(element.parentElement))
        found.push(
          `${element.localName} ${(element.getAttribute('aria-label') ?? element.textContent ?? '').slice(0, 40)}: ${left}–${right}`,
        );
    }
    return found;
  });
}
