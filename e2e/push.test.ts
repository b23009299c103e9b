import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startProduct } from '../packages/testkit/src/product.ts';
import { type PushDevice, PushServiceStandIn } from '../packages/testkit/src/push-service.ts';
import { temporaryDirectory } from '../packages/testkit/src/temporary.ts';
import { deliver, openSettings, type Phone, phoneWith, shown, signIn, tap } from './phone.ts';
import { begin, type Look, ROOT, Stage, said, transcript } from './stage.ts';

/**
 * Notifications: the real hub pushes to a strict push service on loopback, and what it was given goes into the real worker.
 * Only the browser's own way to its maker's push service is replaced: there is no network.
 */
/** A busy computer may need that long. */
const SOON = { timeout: 30_000 };
const service = new PushServiceStandIn();
const home = temporaryDirectory('push');
let stage: Stage;

beforeAll(async () => {
  // The first start makes the hub's certificates; the push service uses them too, and the hub is told to believe them.
  const first = await startProduct({ modelUrl: 'http://127.0.0.1:9', root: ROOT, home: home.path });
  await first.stop();
  const certs = join(home.path, 'data', 'certs');
  const origin = await service.listen({
    cert: readFileSync(join(certs, 'server.crt'), 'utf8'),
    key: readFileSync(join(certs, 'server.key'), 'utf8'),
  });
  stage = await Stage.start({
    home: home.path,
    env: { PUSH_HOSTS: new URL(origin).host, NODE_EXTRA_CA_CERTS: join(certs, 'ca.crt') },
  });
});
afterEach(async () => {
  await stage.closeDevices();
  expect(service.problems.splice(0)).toEqual([]);
  service.taken.splice(0);
  expect(stage.problems.splice(0)).toEqual([]);
});
afterAll(async () => {
  await stage.end();
  await service.close();
  home.remove();
});

async function phone(look: Look = {}): Promise<Phone> {
  const { key } = await asked<{ key: string }>('/api/v1/push/key');
  return phoneWith(service.subscribe(key), stage, look);
}

/** The newest push like that, as the service has it. */
async function pushed(like: Record<string, unknown>): Promise<Record<string, unknown>> {
  const isLike = (message: Record<string, unknown>) =>
    Object.entries(like).every(([name, value]) => JSON.stringify(message[name]) === JSON.stringify(value));
  const find = () => service.taken.findLast(({ message }) => isLike(message))?.message ?? null;
  await expect.poll(find, SOON).not.toBeNull();
  return find() ?? {};
}

function sessionOn(page: Page): string {
  return new URL(page.url()).pathname.split('/')[2] ?? '';
}

async function leave(page: Page): Promise<void> {
  await page.goto(`${stage.product.url}/inbox`);
  await page.getByRole('navigation').first().waitFor();
}

/** Begins a session by REST, so that no page looks at it. */
async function startElsewhere(prompt: string): Promise<string> {
  const { session } = await asked<{ session: string }>('/api/v1/sessions', {});
  await asked(`/api/v1/sessions/${session}/commands`, { kind: 'prompt', text: prompt });
  return session;
}

/** The hub's answer; `body` makes it a POST. */
async function asked<Answer>(path: string, body?: object): Promise<Answer> {
  const answer = await stage.product.ask(path, body === undefined ? {} : { method: 'POST', body });
  expect(answer.status).toBeLessThan(300);
  return answer.json() as Answer; // as its description says
}

/** How often the hub was told to answer a request of that session. */
async function answers(page: Page, session: string): Promise<number> {
  return page.evaluate(async (id) => {
    const { events } = await (await fetch(`/api/v1/sessions/${id}/events?after=0&limit=500`)).json();
    return events.filter(({ body }: { body: { kind: string } }) => /^(request-closed|command-refused)$/.test(body.kind))
      .length;
  }, session);
}

test('[E70] a device is turned on in the settings, tested, and hears of what is asked while nobody looks', async () => {
  const one = await phone();
  const { page } = one;
  await page.getByRole('button', { name: 'Send a test' }).click();
  await page.getByText('The push service has it.').waitFor();
  await deliver(one, await pushed({ type: 'test' }));
  await expect.poll(() => shown(one), SOON).toMatchObject([{ body: 'Notifications reach this device.' }]);
  await leave(page);
  await begin(page, 'run touch notified.txt');
  const session = sessionOn(page);
  await leave(page);
  const message = await pushed({ type: 'one', session });
  expect(JSON.stringify(message.notice)).not.toContain('notified.txt');
  await deliver(one, message);
  const request = async () => (await shown(one)).find(({ tag }) => tag === message.tag);
  await expect
    .poll(request, SOON)
    .toMatchObject({ body: expect.stringMatching(/^Wants to run a command on \S+\.$/), actions: ['deny', 'open'] });
});

test('[E71] denied from the notification it is answered once, and the notification leaves', async () => {
  const one = await phone();
  const { page } = one;
  await leave(page);
  await begin(page, 'run touch denied.txt');
  const session = sessionOn(page);
  await leave(page);
  const message = await pushed({ type: 'one', session });
  await deliver(one, message);
  await expect.poll(() => shown(one), SOON).toHaveLength(1);
  await tap(one, 'deny');
  await pushed({ type: 'close', tags: [message.tag] });
  expect(await shown(one)).toEqual([]);
  // Without the app, which would take away again what is settled; a picture has no icon of its own.
  await page.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
  await page.goto(`${stage.product.url}/icon.svg`);
  await deliver(one, message); // the service brought it again
  await expect.poll(() => shown(one), SOON).toHaveLength(1);
  await tap(one, 'deny');
  await page.goto(`${stage.product.url}/sessions/${session}`);
  await transcript(page)
    .getByText(/denied/i)
    .first()
    .waitFor();
  expect(await answers(page, session)).toBe(1);
});

test('[E72] denied while the hub is away it is kept, and sent once when it is back', async () => {
  const one = await phone();
  const { page } = one;
  await leave(page);
  await begin(page, 'run touch later.txt');
  const session = sessionOn(page);
  await leave(page);
  await deliver(one, await pushed({ type: 'one', session }));
  await expect.poll(() => shown(one), SOON).toHaveLength(1);
  await stage.product.hub.end('SIGKILL');
  await tap(one, 'deny');
  await expect.poll(() => shown(one), SOON).toMatchObject([{ body: expect.stringContaining('Deny is not sent.') }]);
  stage.product = await stage.product.restart('SIGKILL');
  await page.goto(`${stage.product.url}/sessions/${session}`);
  await transcript(page)
    .getByText(/denied/i)
    .first()
    .waitFor({ timeout: 30_000 });
  expect(await answers(page, session)).toBe(1);
  await expect.poll(() => shown(one), SOON).toEqual([]); // the page takes away what is settled
  stage.problems.splice(0); // the browser complains about the hub that was away
});

test('[E73] a tap brings the open page to what is asked, in the language of the device', async () => {
  const one = await phone({ locale: 'ko-KR' });
  const { page } = one;
  await leave(page);
  const id = await startElsewhere('ask many');
  const message = await pushed({ type: 'one', session: id, language: 'ko' });
  expect(message).toMatchObject({ language: 'ko', notice: { kind: 'question' } });
  await deliver(one, message);
  await expect
    .poll(() => shown(one), SOON)
    .toMatchObject([{ body: expect.stringMatching(/^질문이/), actions: ['open'] }]);
  await tap(one, '');
  await page.waitForURL(new RegExp(`/sessions/${id}`));
  await page.getByRole('dialog').waitFor();
});

test('[E76] many become one, and a subscription that the browser replaces is told to the hub', async () => {
  const one = await phone();
  const { page, worker } = one;
  await leave(page);
  const session = await startElsewhere('run touch many.txt');
  await deliver(one, await pushed({ type: 'one', session }));
  await expect.poll(() => shown(one), SOON).toHaveLength(1);
  const several = {
    type: 'several',
    language: 'en',
    badge: 5,
    tag: 'several',
    at: 1,
    sessions: 4,
    requests: 5,
    ended: 1,
  };
  await deliver(one, several);
  await expect
    .poll(() => shown(one), SOON)
    .toMatchObject([{ title: 'claude-remote', body: '4 sessions need you.\n1 session finished or failed.' }]);
  await deliver(one, { type: 'close', language: 'en', badge: 0, tags: ['several'], loud: true });
  await expect.poll(() => shown(one), SOON).toMatchObject([{ body: 'Already decided.', actions: [] }]);
  const { key } = await asked<{ key: string }>('/api/v1/push/key');
  const replaced = service.subscribe(key);
  await worker.evaluate(replaceSubscription, replaced);
  await page.evaluate(() =>
    fetch('/api/v1/push/test', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }),
  );
  const reached = () =>
    service.taken.some(({ endpoint, message }) => endpoint === replaced.endpoint && message.type === 'test');
  await expect.poll(reached, SOON).toBe(true);
});

test('[W132] of many pushes none is forgotten while a page looks for what is settled', async () => {
  const one = await phone();
  const { page } = one;
  await leave(page);
  const looking = page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const look = async () => void (await registration.getNotifications());
    while (!Reflect.has(globalThis, 'enough')) await navigator.locks.request('notifications', look);
  });
  const tags = Array.from({ length: 20 }, (_, index) => `test ${index}`);
  for (const tag of tags) await deliver(one, { type: 'test', language: 'en', badge: 0, tag, at: 1 });
  const tagsShown = async () => (await shown(one)).map(({ tag }) => tag).toSorted();
  await expect.poll(tagsShown, SOON).toEqual(tags.toSorted());
  await page.evaluate(() => Object.assign(globalThis, { enough: true }));
  await looking;
});

/** The browser gives this device another subscription. Runs in the worker. */
async function replaceSubscription(device: PushDevice): Promise<void> {
  const subscription = { ...device, options: {}, toJSON: () => ({ ...device, expirationTime: null }) };
  Object.assign(PushManager.prototype, { subscribe: async () => subscription });
  const work: Promise<unknown>[] = [];
  const event = new Event('pushsubscriptionchange');
  Object.defineProperty(event, 'waitUntil', { value: (one: Promise<unknown>) => work.push(one) });
  globalThis.dispatchEvent(event);
  await Promise.all(work);
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

for (const look of [{}, { wide: true, dark: true }]) {
  test(`[E74] what people want to hear of is kept at the hub (${JSON.stringify(look)})`, async () => {
    const { page } = await stage.signedIn(look);
    await openSettings(page, stage, look);
    const finished = page.getByRole('switch', { name: 'Finished', exact: true });
    await expect.poll(() => finished.getAttribute('aria-checked'), SOON).toBe('true');
    await finished.click();
    await page.getByRole('switch', { name: 'Quiet hours' }).click();
    await page.getByLabel('From', { exact: true }).fill('23:15');
    await page.getByRole('checkbox', { name: 'Failed' }).check();
    const kept = async () => (await asked<{ preferences: unknown }>('/api/v1/notifications/preferences')).preferences;
    await expect.poll(kept, SOON).toMatchObject({
      quiet: { from: '23:15', to: '07:00' },
      events: { finished: { on: false }, failed: { on: true, urgent: true }, danger: { urgent: true } },
    });
    await page.evaluate(AXE);
    const wrong = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string }[] }> } }; // axe.min.js
      return (await axe.run()).violations.map(({ id }) => id);
    });
    expect(wrong).toEqual([]);
    await openSettings(page, stage, look);
    await page.getByRole('switch', { name: 'Finished', checked: false }).waitFor();
    await page.getByRole('switch', { name: 'Finished' }).click();
    await page.getByRole('switch', { name: 'Quiet hours' }).click();
    await expect.poll(kept, SOON).toMatchObject({ quiet: null, events: { finished: { on: true } } });
  });
}

/** Remembers the pitches that the page sounds. Runs in the page. */
function listenToTones(): void {
  const heard: number[] = [];
  Object.assign(globalThis, { heard });
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (when) {
    heard.push(this.frequency.value);
    start.call(this, when);
  };
}

test('[E75] one tone says that the queue is done, another that something is asked; off is remembered', async () => {
  const context = await stage.device({ wide: true });
  await context.addInitScript(listenToTones);
  const page = await stage.page(context);
  await signIn(page, stage);
  const heard = () => page.evaluate(() => Reflect.get(globalThis, 'heard') as number[]);
  await begin(page, 'slow');
  await said(page, /Sentence 2 /).waitFor();
  expect(await heard()).toEqual([]);
  await expect.poll(heard, SOON).toEqual([523, 784]);
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('run touch tone.txt');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect.poll(heard, SOON).toEqual([523, 784, 659, 659]);
  await openSettings(page, stage);
  await page.getByRole('switch', { name: 'Tone when something is asked' }).click();
  await openSettings(page, stage);
  await page.getByRole('switch', { name: 'Tone when something is asked', checked: false }).waitFor();
});
