import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { wcagViolations } from './axe.ts';
import { SCREENS } from './look/screens.ts';
import { beginSessions, type Sessions } from './look/sessions.ts';
import { story } from './look/story.ts';
import { Stage } from './stage.ts';

/** What opens above a screen: sheets, menus, the palette, a review. */
let stage: Stage;
let sessions: Sessions;
beforeAll(async () => {
  stage = await Stage.start({ script: story });
  sessions = await beginSessions(stage.product);
});
afterEach(async () => {
  await stage.closeDevices();
  expect(stage.problems.splice(0)).toEqual([]);
});
afterAll(() => stage.end());

/** Sheets and menus, and the review beside a session. */
const OPEN = 'dialog[open], [role=dialog], [role=menu], .review';
const NAMES = ['session-details', 'review', 'row-menu', 'signals', 'search', 'palette', 'keys'];

for (const wide of [false, true]) {
  for (const dark of [false, true]) {
    test(`[E135] what opens above a screen is free of what axe finds (${wide ? 'desktop' : 'phone'}, ${dark ? 'dark' : 'light'})`, async () => {
      const { context, page: first } = await stage.signedIn({ wide, dark });
      await first.close();
      const found: Record<string, string[]> = {};
      for (const name of NAMES) {
        const screen = SCREENS[name];
        if (!screen?.act) throw new Error(`no way leads to ${name}`);
        const page = await stage.page(context, screen.path(sessions));
        await page.locator('#root button').nth(1).waitFor();
        const before = await page.locator(OPEN).count();
        await screen.act(page);
        await expect.poll(() => page.locator(OPEN).count()).toBeGreaterThan(before);
        const wrong = await wcagViolations(page);
        if (wrong.length > 0) found[name] = wrong;
        await page.close();
      }
      expect(found).toEqual({});
    });
  }
}
