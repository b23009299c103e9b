import { spread } from '../measure.ts';
import { forgetWatched, newPhone, type Phone, watched } from './phone.ts';
import { row, type WebRow } from './rows.ts';
import type { StreamStage } from './stage.ts';

const ROUNDS = 3;
const KEYS = 100;
const KEY_GAP_MS = 60;
/** Texts of the program that stands in for Claude, and microseconds between them: 200 a second. */
const LINES = 30_000;
const GAP_US = 5_000;

/** Somebody types while 200 events a second arrive in the open session. */
export async function measureStreaming(stage: StreamStage): Promise<WebRow[]> {
  const p98: number[] = [];
  const longest: number[] = [];
  const shifts: number[] = [];
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const phone = await newPhone(stage.browser, stage.signedIn);
    try {
      await phone.page.goto(`${stage.url}/sessions/${stage.session}`);
      const field = phone.page.getByRole('textbox', { name: 'Prompt', exact: true });
      await field.click();
      await phone.page.waitForTimeout(3_000); // parts that are fetched ahead are there
      const { stop } = await stage.say(`prose ${LINES} ${GAP_US}`);
      await phone.page.waitForTimeout(1_000);
      await forgetWatched(phone);
      const before = stage.seen();
      const begin = performance.now();
      await typeKeys(phone);
      rates.push(((stage.seen() - before) / (performance.now() - begin)) * 1000);
      const seen = await watched(phone);
      const all = [...seen.inputs, ...Array<number>(Math.max(0, KEYS - seen.inputs.length)).fill(8)].sort(
        (a, b) => a - b,
      );
      p98.push(all[Math.floor(all.length * 0.98)] ?? Number.NaN);
      longest.push(seen.longest);
      shifts.push(seen.shift);
      await stop();
    } finally {
      await phone.close();
    }
  }
  const rate = Math.round(spread(rates).median);
  return [
    row('input-p98', `key to paint, 98th of 100, while ${rate} events/s arrive`, {
      unit: 'ms',
      value: spread(p98),
      most: 100,
    }),
    row('task-streaming', 'longest task meanwhile', { unit: 'ms', value: spread(longest), most: 100 }),
    row('shift-streaming', 'layout shift meanwhile', { unit: '', value: spread(shifts), most: 0 }),
  ];
}

/** At a steady pace, whether the page keeps up or not. */
async function typeKeys({ page, cdp }: Phone): Promise<void> {
  const sent: Promise<unknown>[] = [];
  for (let key = 0; key < KEYS; key++) {
    const a = { key: 'a', code: 'KeyA', windowsVirtualKeyCode: 65 };
    sent.push(cdp.send('Input.dispatchKeyEvent', { type: 'keyDown', text: 'a', ...a }));
    sent.push(cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', ...a }));
    await page.waitForTimeout(KEY_GAP_MS);
  }
  await Promise.all(sent);
}
