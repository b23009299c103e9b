import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { wcagViolations } from './axe.ts';
import { signIn } from './look/picture.ts';
import { SCREENS } from './look/screens.ts';
import { beginSessions, type SessionName, type Sessions } from './look/sessions.ts';
import { story, writeProject } from './look/story.ts';
import { type Look, press, Stage, transcript } from './stage.ts';

/** How screens look and read: to axe, in Korean, in the dark, and in colours that the system forces. */
let stage: Stage;
let sessions: Sessions;
const PLAYED: readonly SessionName[] = ['explain', 'changed', 'failed', 'permission', 'danger', 'question', 'korean'];
beforeAll(async () => {
  stage = await Stage.start({ script: story });
  writeProject(stage.product.workspace);
  sessions = await beginSessions(stage.product, PLAYED);
});
afterEach(async () => {
  await stage.closeDevices();
  expect(stage.problems.splice(0)).toEqual([]);
});
afterAll(() => stage.end());

const KOREAN = { locale: 'ko-KR', dark: true } as const;
/** It looks for whole words, and does not find the 4 of a badge in “4건 대기”. */
const KNOWS_NO_KOREAN = ['label-content-name-mismatch'];

/** Pages of a person whose device has that look. */
async function pages(look: Look): Promise<(path: string) => Promise<Page>> {
  const context = await stage.device(look);
  await signIn(context, stage.product);
  return (path) => stage.page(context, path);
}

/** What axe finds on each of these screens. */
async function faults(names: readonly string[], look: Look): Promise<Record<string, string[]>> {
  const open = await pages(look);
  const outside = await stage.device(look);
  const found: Record<string, string[]> = {};
  for (const name of names) {
    const screen = SCREENS[name];
    if (!screen) throw new Error(`there is no screen ${name}`);
    const page = await (screen.outside ? stage.page(outside, screen.path(sessions)) : open(screen.path(sessions)));
    await page.locator('#root button').nth(1).waitFor();
    await screen.act?.(page);
    await page.locator(screen.shows).first().waitFor();
    const wrong = await wcagViolations(page, look.locale ? KNOWS_NO_KOREAN : []);
    if (wrong.length > 0) found[name] = wrong;
    await page.close();
  }
  return found;
}

/** What opens above a screen. */
const ABOVE = ['session-details', 'review', 'row-menu', 'signals', 'search', 'palette', 'keys'];
/** Each width, each light and each language once: their inks and shapes do not depend on each other. */
for (const [name, look] of [
  ['phone, dark, Korean', KOREAN],
  ['desktop, light', { wide: true }],
] as const) {
  test(`[E135] what opens above a screen is free of what axe finds (${name})`, async () => {
    expect(await faults(ABOVE, look)).toEqual({});
  });
}

const PLACES = ['inbox', 'sessions', 'machines', 'usage', 'sign-in', 'pair'];
const TRAYS = ['session-changed', 'session-failed', 'session-permission', 'session-danger', 'session-question'];
const SHEETS = [
  'session-plan-korean',
  'settings',
  'devices',
  'pairing',
  'new-session',
  'models',
  'prompt',
  'rewind',
  'line',
];
test('[E140] each screen, in Korean and in the dark, is free of what axe finds', async () => {
  const found = await Promise.all([faults([...PLACES, ...TRAYS], KOREAN), faults(SHEETS, KOREAN)]);
  expect(found).toEqual([{}, {}]);
});

test('[E141] a failure, a review and a plan read and go in Korean', async () => {
  const open = await pages(KOREAN);
  const failed = await open(`/sessions/${sessions.failed}`);
  await transcript(failed)
    .getByText(/^실패: API Error/)
    .waitFor();
  await failed.getByText('실패', { exact: true }).waitFor();

  const changed = await open(`/sessions/${sessions.changed}`);
  await changed.getByRole('button', { name: '이 세션의 변경 사항' }).click();
  const review = changed.getByRole('dialog', { name: '이 세션의 변경 사항' });
  await review.getByText('파일 2개').waitFor();
  await review.getByRole('button', { name: /cursor\.ts/ }).click();
  await review.getByRole('button', { name: '7번째 줄에 의견 달기' }).first().click();
  await review.getByPlaceholder('여기서 무엇이 달라져야 합니까?').fill('첫 번호는 무엇입니까?');
  await review.getByRole('button', { name: '의견 1건 보내기' }).waitFor();

  const planned = await open(`/sessions/${sessions.korean}`);
  const plan = planned.getByRole('dialog', { name: '계획' });
  await plan.getByText('대기열을 저널로 옮기기').waitFor();
  await press(plan.getByRole('button', { name: '승인', exact: true }));
  await transcript(planned).getByText('내가 승인').waitFor();
});

/** Whether two elements differ in what forced colours leave: lines, and grounds in the theme's own colours. */
async function isToldApart(page: Page, one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((selector) => page.locator(selector).first().evaluate(drawn)));
  return a !== b;
}

/** Runs in the page. */
function drawn(element: Element): string {
  const { outlineStyle, outlineWidth, borderTopStyle, borderTopWidth, backgroundColor } = getComputedStyle(element);
  return [outlineStyle, outlineWidth, borderTopStyle, borderTopWidth, backgroundColor].join(' ');
}

test('[E142] where the system forces its colours, state, edges and focus are told without ours', async () => {
  const open = await pages({ wide: true, forced: true });
  const page = await open(`/sessions/${sessions.permission}`);
  await page.locator('.tray .acts').waitFor();
  await expect.poll(() => isToldApart(page, '.places a[aria-current]', '.places a:not([aria-current])')).toBe(true);
  expect(await isToldApart(page, '.side .row.sel', '.side .row:not(.sel)')).toBe(true);
  expect(await isToldApart(page, '.filters [aria-checked=true]', '.filters [aria-checked=false]')).toBe(true);
  expect(await isToldApart(page, '.tray .btn.act', '.tray .btn:not(.act)')).toBe(true);
  expect(await page.locator('.tray').evaluate(drawn)).toMatch(/solid 5px/);
  const ground = await page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
  const inks = await page
    .locator('.side .mark svg *')
    .evaluateAll((shapes) => shapes.map((shape) => getComputedStyle(shape).stroke));
  expect(inks).not.toContain(ground);

  await page.goto(`${stage.product.url}/sessions/${sessions.explain}`);
  const field = page.locator('.compose textarea');
  await field.focus();
  expect(await page.locator('.compose').evaluate(drawn)).toMatch(/^solid 2px/);

  await page.goto(`${stage.product.url}/machines`);
  await SCREENS.signals?.act?.(page);
  const sheet = page.locator('dialog[open]').last();
  await sheet.locator('[role=switch]').first().waitFor();
  expect(await sheet.evaluate(drawn)).toMatch(/solid 2px/);
  expect(await isToldApart(page, '[aria-checked=true] .switch', '[aria-checked=false] .switch')).toBe(true);
  await page.keyboard.press('Tab');
  expect(await page.locator(':focus-visible').evaluate(drawn)).toMatch(/^solid 2px/);
});

test('[E143] from 700 px on, list and session stay within the screen', async () => {
  const open = await pages({ locale: 'ko-KR' });
  const page = await open(`/sessions/${sessions.changed}`);
  await page.setViewportSize({ width: 700, height: 900 });
  await page.locator('.side .row').first().waitFor();
  await page.locator('.mid .result').waitFor();
  const beyond = await page
    .locator('.desk > *, .mid > *, .compose, .band, .md')
    .evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().right > 700).map((one) => one.className));
  expect(beyond).toEqual([]);
});
