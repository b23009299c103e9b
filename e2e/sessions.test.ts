import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { begin, type Look, Stage, said } from './stage.ts';

/** What people read on these screens. */
const en = {
  'arrange.archive': 'Archive',
  'arrange.archivedOne': 'Archived “{title}”',
  'arrange.delete': 'Delete',
  'arrange.deleteHint':
    'The hub and the machine forget it. The transcript that Claude Code itself keeps on the machine stays.',
  'arrange.deleteOne': 'Delete “{title}”?',
  'arrange.deleteStops': 'Claude works in it now. Deleting stops it.',
  'arrange.keep': 'Keep',
  'arrange.pin': 'Pin',
  'arrange.rename': 'Rename',
  'arrange.select': 'Select several',
  'arrange.selected': '{n} selected',
  'arrange.undo': 'Undo',
  'filter.all': 'All',
  'filter.archivedCount': '{n} archived',
  'row.pinned': 'pinned',
  'said.none': 'Nobody said that.',
  'said.title': 'Said in transcripts',
  'session.renameTo': 'Name of the session',
  'session.save': 'Save',
  'session.search': 'Search',
};
const ko: Readonly<Record<keyof typeof en, string>> = {
  'arrange.archive': '보관',
  'arrange.archivedOne': '“{title}” 보관됨',
  'arrange.delete': '삭제',
  'arrange.deleteHint': '허브와 머신에서 지워집니다. Claude Code가 머신에 따로 보관하는 대화 기록은 남습니다.',
  'arrange.deleteOne': '“{title}” 세션을 삭제할까요?',
  'arrange.deleteStops': '지금 Claude가 작업 중입니다. 삭제하면 중지됩니다.',
  'arrange.keep': '남겨 두기',
  'arrange.pin': '고정',
  'arrange.rename': '이름 바꾸기',
  'arrange.select': '여러 개 선택',
  'arrange.selected': '{n}개 선택됨',
  'arrange.undo': '되돌리기',
  'filter.all': '전체',
  'filter.archivedCount': '보관된 세션 {n}개',
  'row.pinned': '고정됨',
  'said.none': '그런 말은 찾지 못했습니다.',
  'said.title': '대화 내용',
  'session.renameTo': '세션 이름',
  'session.save': '저장',
  'session.search': '검색',
};

/** The list of sessions as people use it: putting away, bringing back, finding; on both sizes and in both languages. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.start();
});
beforeEach(() => forgetAll());
afterEach(async () => {
  await stage.closeDevices();
  expect(stage.problems.splice(0)).toEqual([]);
});
afterAll(() => stage.end());

type Key = keyof typeof en;
interface Person extends Look {
  readonly words: typeof ko;
}
const PEOPLE: readonly (readonly [string, Person])[] = [
  ['phone, English', { words: en }],
  ['desktop, Korean', { words: ko, wide: true }],
];

async function forgetAll(): Promise<void> {
  for (const { id } of await sessions())
    await stage.product.ask(`/api/v1/sessions/${id}?stop=true`, { method: 'DELETE' });
}

async function sessions(): Promise<{ id: string; title: string; pinned: boolean; archived: boolean }[]> {
  const answer = await stage.product.ask('/api/v1/sessions');
  return (answer.json() as { sessions: { id: string; title: string; pinned: boolean; archived: boolean }[] }).sessions; // the documented answer
}

const titles = async () => (await sessions()).map(({ title }) => title).sort();

/** Somebody who reads the page in their language, with the list of these sessions before them. */
async function withSessions(person: Person, prompts: readonly string[]): Promise<{ page: Page; t: Words }> {
  const { page } = await stage.signedIn(person);
  for (const prompt of prompts) {
    await begin(page, prompt);
    await said(page, prompt.replace(/^say /, '')).waitFor();
    await page.goto(`${stage.product.url}/sessions`);
  }
  if (person.words === ko) await page.evaluate(() => localStorage.setItem('language', 'ko'));
  await page.reload();
  await expect.poll(() => rows(page).count()).toBe(prompts.length);
  return {
    page,
    t: (key, params = {}) => person.words[key].replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? ''),
  };
}

type Words = (key: Key, params?: Readonly<Record<string, string>>) => string;

function rows(page: Page): Locator {
  return page.locator('.rowbox > .row');
}

function row(page: Page, title: string): Locator {
  return rows(page).filter({ hasText: title });
}

async function openMenu(page: Page, title: string, { wide = false }: Look): Promise<void> {
  if (wide) await row(page, title).click({ button: 'right' });
  else await hold(page, row(page, title));
  await page.getByRole('dialog', { name: title }).waitFor();
}

/** A finger on the element: where it goes, in CSS pixels, and for how long it stays. */
async function touch(page: Page, element: Locator, { dx = 0, ms = 0 }: { dx?: number; ms?: number }): Promise<void> {
  const box = await element.boundingBox();
  if (!box) throw new Error('nothing to touch');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const cdp = await page.context().newCDPSession(page);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', at: number) =>
    cdp.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x: at, y }] });
  await send('touchStart', x);
  for (let step = 1; step <= 8 && dx !== 0; step++) await send('touchMove', x + (dx * step) / 8);
  if (ms > 0) await page.waitForTimeout(ms); // the finger rests: the time itself is what is tried
  await send('touchEnd', x + dx);
}

const swipe = (page: Page, element: Locator, dx: number) => touch(page, element, { dx });
const hold = (page: Page, element: Locator) => touch(page, element, { ms: 700 });

for (const [name, person] of PEOPLE) {
  test(`[E80] a session is archived, brought back and pinned, and another device sees it (${name})`, async () => {
    const { page, t } = await withSessions(person, ['say apples', 'say pears']);
    const { page: other } = await stage.signedIn();
    await other.getByRole('link', { name: 'Sessions' }).click();
    await expect.poll(() => rows(other).count()).toBe(2);
    if (person.wide) {
      await openMenu(page, 'say apples', person);
      await page.getByRole('button', { name: t('arrange.archive'), exact: true }).click();
    } else await swipe(page, row(page, 'say apples'), -140);
    await row(page, 'say apples').waitFor({ state: 'detached' });
    await row(other, 'say apples').waitFor({ state: 'detached' });
    await page.getByText(t('arrange.archivedOne', { title: 'say apples' })).waitFor();
    await page.getByRole('button', { name: t('arrange.undo') }).click();
    await row(page, 'say apples').waitFor();
    await row(other, 'say apples').waitFor();
    expect(await rows(page).first().textContent()).toContain('say pears');
    if (person.wide) {
      await openMenu(page, 'say apples', person);
      await page.getByRole('button', { name: t('arrange.pin'), exact: true }).click();
    } else await swipe(page, row(page, 'say apples'), 140);
    await expect.poll(() => rows(page).first().textContent()).toContain('say apples');
    await expect.poll(() => rows(other).first().textContent()).toContain('say apples');
    await rows(page)
      .first()
      .getByRole('img', { name: t('row.pinned') })
      .waitFor();
  });

  test(`[E81] a session is renamed, and deleted after it was asked; Undo brings it back (${name})`, async () => {
    const { page, t } = await withSessions(person, ['say apples', 'say pears']);
    await openMenu(page, 'say apples', person);
    await page.getByRole('button', { name: t('arrange.rename'), exact: true }).click();
    await page.getByRole('textbox', { name: t('session.renameTo') }).fill('Fruit');
    await page.getByRole('button', { name: t('session.save') }).click();
    await row(page, 'Fruit').waitFor();
    const ask = async () => {
      await openMenu(page, 'Fruit', person);
      await page.getByRole('button', { name: t('arrange.delete'), exact: true }).click();
      return page.getByRole('dialog', { name: t('arrange.deleteOne', { title: 'Fruit' }) });
    };
    await (await ask()).getByRole('button', { name: t('arrange.keep') }).click();
    await row(page, 'Fruit').waitFor();
    const sheet = await ask();
    await sheet.getByText(t('arrange.deleteHint')).waitFor();
    await sheet.getByRole('button', { name: t('arrange.delete'), exact: true }).click();
    await row(page, 'Fruit').waitFor({ state: 'detached' });
    expect(await titles()).toEqual(['say pears']);
    await page.getByRole('button', { name: t('arrange.undo') }).click();
    await row(page, 'Fruit').click();
    await said(page, 'apples').waitFor();
  });

  test(`[E82] what was said is found, and a hit opens its session (${name})`, async () => {
    const { page, t } = await withSessions(person, ['say the walrus sings', 'say 대기열을 고쳤습니다']);
    if (!person.wide) await page.getByRole('button', { name: t('session.search') }).click();
    const field = page.getByRole('searchbox', { name: t('session.search') });
    const hits = page.getByRole('region', { name: t('said.title') }).getByRole('link');
    await field.fill('WALRUS');
    await expect.poll(() => hits.count()).toBeGreaterThan(0);
    expect(await hits.first().locator('mark').first().textContent()).toBe('walrus');
    await field.fill('기열');
    await expect.poll(() => hits.first().locator('mark').allTextContents()).toContain('기열');
    await field.fill('nobody said this');
    await page.getByText(t('said.none')).waitFor();
    await field.fill('sings before:2001-01-01');
    await page.getByText(t('said.none')).waitFor();
    await field.fill('"walrus sings"');
    await hits.first().click();
    await page.waitForURL(/\/sessions\/[0-9a-f-]+\?at=\d+/);
    await said(page, 'the walrus sings').waitFor();
  });

  test(`[E83] several sessions are archived at once, and the archive shows them (${name})`, async () => {
    const { page, t } = await withSessions(person, ['say apples', 'say pears', 'say plums']);
    await openMenu(page, 'say apples', person);
    await page.getByRole('button', { name: t('arrange.select') }).click();
    await page.getByRole('checkbox', { name: /say plums/ }).click();
    await page.getByText(t('arrange.selected', { n: '2' })).waitFor();
    await page.getByRole('button', { name: t('arrange.archive'), exact: true }).click();
    await expect.poll(() => rows(page).count()).toBe(1);
    expect((await sessions()).filter(({ archived }) => archived)).toHaveLength(2);
    await page.getByRole('button', { name: t('filter.archivedCount', { n: '2' }) }).click();
    await expect.poll(() => rows(page).count()).toBe(2);
    await page.getByRole('radio', { name: t('filter.all') }).click();
    await expect.poll(() => rows(page).count()).toBe(1);
  });
}

test('[E84] a session in which Claude works is deleted only after the words for it, and then Claude stops', async () => {
  const { page } = await stage.begun('slow');
  await said(page, /Sentence 2 /).waitFor();
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  const sheet = page.getByRole('dialog', { name: /^Delete/ });
  await sheet.getByText(en['arrange.deleteStops']).waitFor();
  await sheet.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.waitForURL(/\/sessions$/);
  await page.getByRole('button', { name: 'Undo' }).click();
  await row(page, 'slow').click();
  await page.getByText('Stopped').first().waitFor();
});

test('[E85] a fork from a row knows what was said and leaves the first as it is', async () => {
  const { page } = await stage.signedIn({ wide: true });
  await begin(page, 'say walnuts');
  await said(page, 'walnuts').waitFor();
  const first = page.url();
  await page.getByRole('link', { name: 'Sessions' }).click();
  await row(page, 'say walnuts').hover();
  await page.getByRole('button', { name: 'More about say walnuts' }).click();
  await page.getByRole('button', { name: /^Fork/ }).click();
  await page.waitForURL((url) => url.href !== first && url.pathname.startsWith('/sessions/'));
  await row(page, 'say walnuts (fork)').waitFor();
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('say hazelnuts');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await said(page, 'hazelnuts').waitFor();
  expect(await titles()).toEqual(['say walnuts', 'say walnuts (fork)']);
});
