import type { Page } from 'playwright-core';
import { spread } from '../measure.ts';
import { textAt } from './history.ts';
import { domNodes, forgetWatched, heapMb, newPhone, type Phone, watched } from './phone.ts';
import { row, type WebRow } from './rows.ts';
import type { WebStage } from './stage.ts';

const ROUNDS = 9;
const SCROLLS = 60;

/** From the tap on a session in the list to its readable end, in long histories against one of 100. */
export async function measureOpening(stage: WebStage): Promise<WebRow[]> {
  const phone = await newPhone(stage.browser, stage.signedIn);
  const times = new Map<number, number[]>(stage.sessions.map(({ events }) => [events, []]));
  try {
    await phone.page.goto(`${stage.url}/sessions`);
    for (let round = 0; round <= ROUNDS; round++)
      for (const one of stage.sessions) {
        const took = await openFromList(phone.page, one);
        if (round > 0) times.get(one.events)?.push(took); // the first round fetches the screen's own code
      }
    const [short = [], ...long] = [...times.values()];
    const [, ...named] = stage.sessions;
    const rows = [
      row('open-100', 'tap to the readable end, 100 messages', { unit: 'ms', value: spread(short), most: 1000 }),
    ];
    for (const [at, { events }] of named.entries()) {
      const ratios = (long[at] ?? []).map((took, index) => took / (short[index] ?? 1));
      const name = events.toLocaleString('en');
      rows.push(
        row(`open-${events}`, `the same, ${name} against 100`, { unit: '×', value: spread(ratios), most: 1.1 }),
      );
    }
    return [...rows, ...(await afterScrolling(phone, stage))];
  } finally {
    await phone.close();
  }
}

/** How much is held, at the end of the longest history and after scrolling far up in it. */
async function afterScrolling(phone: Phone, stage: WebStage): Promise<WebRow[]> {
  const longest = stage.sessions.at(-1);
  if (!longest) return [];
  await openFromList(phone.page, longest, { stay: true });
  const opened = { nodes: await domNodes(phone), heap: await heapMb(phone) };
  const nodes: number[] = [];
  await forgetWatched(phone);
  for (let n = 0; n < SCROLLS; n++) {
    await phone.page.mouse.move(195, 400);
    await phone.page.mouse.wheel(0, -1_600);
    await phone.page.waitForTimeout(120);
    nodes.push(await domNodes(phone));
  }
  const { shift, longest: task } = await watched(phone);
  const heap = await heapMb(phone);
  return [
    row('dom-end', 'elements in the page, at the end of the longest', {
      unit: 'elements',
      value: spread([opened.nodes]),
      most: 1500,
    }),
    row('dom-scrolled', `the same while scrolling up ${SCROLLS} times`, {
      unit: 'elements',
      value: { ...spread(nodes), median: spread(nodes).max },
      most: 1500,
    }),
    row('heap-end', 'JavaScript heap at the end of the longest', {
      unit: 'MB',
      value: spread([opened.heap]),
      most: 60,
    }),
    row('heap-scrolled', 'the same after scrolling up', { unit: 'MB', value: spread([heap]), most: 60 }),
    row('shift-scrolled', 'layout shift while scrolling up', { unit: '', value: spread([shift]), most: 0.1 }),
    row('task-scrolled', 'longest task while scrolling up', { unit: 'ms', value: spread([task]), most: 100 }),
  ];
}

async function openFromList(page: Page, one: { id: string; last: number }, { stay = false } = {}): Promise<number> {
  const words = textAt(one.last).split(':', 1)[0] ?? '';
  const took = await page.evaluate(untilReadable, { href: `/sessions/${one.id}`, words });
  if (!stay) {
    await page.getByRole('link', { name: 'Back to sessions' }).click();
    await page.locator(`a[href="/sessions/${one.id}"]`).waitFor();
  }
  return took;
}

/** Runs in the page: taps the row, and waits for the paint after which the last text stands in view. */
async function untilReadable({ href, words }: { href: string; words: string }): Promise<number> {
  const link = () => document.querySelector<HTMLElement>(`a[href="${href}"]`);
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  while (!link()) await frame();
  const begin = performance.now();
  link()?.click();
  for (;;) {
    await frame();
    const texts = [...document.querySelectorAll('[role="log"] .md')];
    const last = texts.findLast((text) => text.textContent?.includes(words));
    const box = last?.getBoundingClientRect();
    if (box && box.top < window.innerHeight && box.bottom > 0) break;
  }
  await frame();
  return performance.now() - begin;
}
