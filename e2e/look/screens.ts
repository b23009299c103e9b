import type { Page } from 'playwright-core';
import type { Sessions } from './sessions.ts';

/** Each screen worth looking at: the way to it, and what must be there before its picture is taken. */
export interface Screen {
  readonly path: (sessions: Sessions) => string;
  /** What is there once the screen is drawn. */
  readonly shows: string;
  /** What a person does after the page is there. */
  readonly act?: (page: Page) => Promise<void>;
  /** Seen by somebody who has not signed in. */
  readonly outside?: true;
}

const session = (name: keyof Sessions) => (sessions: Sessions) => `/sessions/${sessions[name]}`;
const at = (path: string) => () => path;

/** The last button of the header that only shows an icon opens what can be done with the session. */
const openDetails = (page: Page) => page.locator('header .tools button.icon').last().click();
const openReview = (page: Page) => page.locator('header .tools button.icon').nth(-2).click();
const openPrompt = (page: Page) => page.locator('.band .told .icon').first().click();
const openSettings = (page: Page) => page.locator('.device button').first().click();

export const SCREENS: Readonly<Record<string, Screen>> = {
  inbox: { path: at('/inbox'), shows: '.req' },
  sessions: { path: at('/sessions'), shows: '.rowbox' },
  machines: { path: at('/machines'), shows: '.machine.device button' },
  usage: { path: at('/machines?usage'), shows: '.usagedays' },
  'session-finished': { path: session('explain'), shows: '.result' },
  'session-permission': { path: session('permission'), shows: '.tray .acts' },
  'session-danger': { path: session('danger'), shows: '.tray .acts' },
  'session-question': { path: session('question'), shows: '.tray .acts' },
  'session-plan': { path: session('plan'), shows: '.tray .acts' },
  'session-plan-korean': { path: session('korean'), shows: '.tray .acts' },
  'session-changed': { path: session('changed'), shows: '.result' },
  'session-failed': { path: session('failed'), shows: '.result' },
  'session-deny-why': {
    path: session('permission'),
    shows: '.tray textarea',
    act: (page) => page.locator('.tray .btn.bare').first().click(),
  },
  'session-always': {
    path: session('permission'),
    shows: '.tray .choice',
    act: (page) => page.locator('.tray .btn.bare').last().click(),
  },
  'session-confirm': {
    path: session('danger'),
    shows: 'dialog input',
    act: (page) => page.locator('.tray .btn.danger').click(),
  },
  'session-details': { path: session('explain'), shows: 'dialog .rename', act: openDetails },
  'session-days': {
    path: session('explain'),
    shows: 'dialog .daylist',
    async act(page) {
      await page.route('**/days?*', (route) => route.fulfill({ json: { days: DAYS } }));
      await openDetails(page);
    },
  },
  prompt: { path: session('changed'), shows: 'dialog .deed', act: openPrompt },
  rewind: {
    path: session('changed'),
    shows: 'dialog .rewound',
    async act(page) {
      await openPrompt(page);
      await page.locator('dialog .deed').last().click();
    },
  },
  review: { path: session('changed'), shows: '.review .source', act: openReview },
  'review-comment': {
    path: session('changed'),
    shows: '.review textarea',
    async act(page) {
      await openReview(page);
      await page.locator('.review .source').waitFor();
      if (!(await page.locator('.review .no').first().isVisible())) await page.locator('.review .step').first().click();
      await page.locator('.review .no').first().click();
      await page.locator('.review textarea').fill('Which epoch is the first?');
    },
  },
  share: { path: at('/sessions?shared'), shows: 'dialog' },
  line: { path: session('explain'), shows: 'dialog', act: (page) => page.locator('button.line').first().click() },
  'sign-in': { path: at('/'), shows: '.authmain form', outside: true },
  pair: { path: at('/pair'), shows: '.authmain form', outside: true },
  'row-menu': {
    path: at('/sessions'),
    shows: 'dialog .set',
    act: (page) => page.locator('.rowbox').first().click({ button: 'right' }),
  },
  settings: { path: at('/machines'), shows: 'dialog .seg3', act: openSettings },
  devices: {
    path: at('/machines'),
    shows: '.devices',
    async act(page) {
      await openSettings(page);
      await page.locator('dialog .setrow').first().click();
    },
  },
  pairing: {
    path: at('/machines'),
    shows: '.paircode',
    async act(page) {
      await openSettings(page);
      await page.locator('dialog .setrow').nth(1).click();
      await page.locator('dialog').last().locator('.btn').first().click();
    },
  },
  'other-device': {
    path: at('/machines'),
    shows: '.qr',
    async act(page) {
      await openSettings(page);
      await page.locator('dialog .setrow').nth(1).click();
    },
  },
  signals: {
    path: at('/machines'),
    shows: 'dialog [role=switch]',
    async act(page) {
      await openSettings(page);
      await page.locator('dialog .setrow').nth(2).click();
    },
  },
  search: {
    path: at('/sessions'),
    shows: 'dialog .deed',
    async act(page) {
      await page.keyboard.press('Control+k');
      await page.locator('dialog input').fill('cursor');
    },
  },
  models: {
    path: at('/sessions'),
    shows: 'dialog .choice',
    async act(page) {
      await page.keyboard.press('n');
      await page.locator('dialog .set').nth(3).click();
    },
  },
  'new-session': { path: at('/sessions'), shows: 'dialog textarea', act: (page) => page.keyboard.press('n') },
  palette: { path: at('/sessions'), shows: 'dialog .deed', act: (page) => page.keyboard.press('Control+k') },
  keys: { path: at('/sessions'), shows: '.keys', act: (page) => page.keyboard.press('?') },
};

/** Days of a session that went on for longer than the story. */
const DAYS = ['2026-01-30', '2026-02-02', '2026-02-03', '2026-02-04', '2026-02-05', '2026-02-09', '2026-02-10'].map(
  (day, index) => ({ day, seq: index + 1 }),
);
