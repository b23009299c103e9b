import type { Page } from 'playwright-core';
import type { Sessions } from './sessions.ts';

/** Each screen worth looking at: the way to it, and what must be there before its picture is taken. */
export interface Screen {
  readonly path: (sessions: Sessions) => string;
  /** What a person does after the page is there. */
  readonly act?: (page: Page) => Promise<void>;
}

const session = (name: keyof Sessions) => (sessions: Sessions) => `/sessions/${sessions[name]}`;
const at = (path: string) => () => path;

/** The last button of the header that only shows an icon opens what can be done with the session. */
const openDetails = (page: Page) => page.locator('header .tools button.icon').last().click();
const openReview = (page: Page) => page.locator('header .tools button.icon').nth(-2).click();
const openSettings = (page: Page) => page.locator('.device button').first().click();

export const SCREENS: Readonly<Record<string, Screen>> = {
  inbox: { path: at('/inbox') },
  sessions: { path: at('/sessions') },
  machines: { path: at('/machines') },
  usage: { path: at('/machines?usage') },
  'session-finished': { path: session('explain') },
  'session-permission': { path: session('permission') },
  'session-danger': { path: session('danger') },
  'session-question': { path: session('question') },
  'session-plan': { path: session('plan') },
  'session-details': { path: session('explain'), act: openDetails },
  review: { path: session('working'), act: openReview },
  'row-menu': { path: at('/sessions'), act: (page) => page.locator('.rowbox').first().click({ button: 'right' }) },
  settings: { path: at('/machines'), act: openSettings },
  devices: {
    path: at('/machines'),
    async act(page) {
      await openSettings(page);
      await page.locator('dialog .setrow').first().click();
    },
  },
  'other-device': {
    path: at('/machines'),
    async act(page) {
      await openSettings(page);
      await page.locator('dialog .setrow').nth(1).click();
    },
  },
  signals: {
    path: at('/machines'),
    async act(page) {
      await openSettings(page);
      await page.locator('dialog .pad button').first().click();
    },
  },
  search: {
    path: at('/sessions'),
    async act(page) {
      await page.keyboard.press('Control+k');
      await page.locator('dialog input').fill('cursor');
    },
  },
  'new-session': { path: at('/sessions'), act: (page) => page.keyboard.press('n') },
  palette: { path: at('/sessions'), act: (page) => page.keyboard.press('Control+k') },
  keys: { path: at('/sessions'), act: (page) => page.keyboard.press('?') },
};
