import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { BrowserContext, CDPSession, Page, Worker } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startProduct } from '../packages/testkit/src/product.ts';
import { type PushDevice, PushServiceStandIn } from '../packages/testkit/src/push-service.ts';
import { temporaryDirectory } from '../packages/testkit/src/temporary.ts';
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

interface Phone {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly worker: Worker;
  readonly cdp: CDPSession;
  /** The worker's registration, as the browser's debugger names it. */
  readonly registrationId: string;
  readonly device: PushDevice;
}

/** A signed-in phone whose person turned notifications on in the settings. */
async function phone(look: Look = {}): Promise<Phone> {
  const { key } = await asked<{ key: string }>('/api/v1/push/key');
  const device = service.subscribe(key);
  const context = await stage.device(look);
  await context.grantPermissions(['notifications'], { origin: stage.product.url });
  await context.addInitScript(subscribeTo, device);
  const page = await stage.page(context);
  await signIn(page);
  const cdp = await context.newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [one] = registrations;
      if (one && !one.isDeleted) resolve(one.registrationId);
    });
  });
  await cdp.send('ServiceWorker.enable');
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await openSettings(page, look);
  const words = look.locale === 'ko-KR' ? '알림' : 'Notifications';
  await page.getByRole('switch', { name: words, exact: true }).click();
  await page.getByRole('switch', { name: words, exact: true, checked: true }).waitFor();
  return { context, page, worker, cdp, registrationId: await registered, device };
}

/** Whatever language the sign-in screen speaks. */
async function signIn(page: Page): Promise<void> {
  const { user: username, password } = stage.product;
  await page.evaluate(
    async (credentials) => {
      const headers = { 'content-type': 'application/json' };
      await fetch('/api/auth/login', { method: 'POST', headers, body: JSON.stringify(credentials) });
    },
    { username, password },
  );
  await page.goto(`${stage.product.url}/inbox`);
  await page.getByRole('navigation').first().waitFor();
}

/** In place of the browser's push service, which is far away. Runs in the page. */
function subscribeTo(device: PushDevice): void {
  const subscribed = () => localStorage.getItem('stand-in') !== null;
  const subscription = {
    ...device,
    options: {},
    toJSON: () => ({ ...device, expirationTime: null }),
    unsubscribe: async () => {
      localStorage.removeItem('stand-in');
      return true;
    },
  };
  Object.assign(PushManager.prototype, {
    subscribe: async () => {
      localStorage.setItem('stand-in', 'yes');
      return subscription;
    },
    getSubscription: async () => (subscribed() ? subscription : null),
  });
}

async function openSettings(page: Page, { locale = 'en-US' }: Look = {}): Promise<void> {
  const korean = locale === 'ko-KR';
  await page.goto(`${stage.product.url}/machines`);
  await page.getByRole('button', { name: korean ? '설정' : 'Settings', exact: true }).click();
  await page.getByRole('button', { name: korean ? '알림과 신호' : 'Notifications and signals' }).click();
  await page.getByRole('switch').first().waitFor();
}

/** The newest push like that, as the service has it. */
async function pushed(like: Record<string, unknown>): Promise<Record<string, unknown>> {
  const isLike = (message: Record<string, unknown>) =>
    Object.entries(like).every(([name, value]) => JSON.stringify(message[name]) === JSON.stringify(value));
  const find = () => service.taken.findLast(({ message }) => isLike(message))?.message ?? null;
  await expect.poll(find, SOON).not.toBeNull();
  return find() ?? {};
}

async function deliver({ cdp, registrationId }: Phone, message: Record<string, unknown>): Promise<void> {
  const { origin } = new URL(stage.product.url);
  await cdp.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data: JSON.stringify(message) });
}

interface ShownNotification {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
  readonly actions: readonly string[];
}

function shown({ page }: Phone): Promise<ShownNotification[]> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    return (await registration.getNotifications()).map((one) => {
      const { actions = [] } = one as { actions?: readonly { action: string }[] }; // not in the types of pages
      return { title: one.title, body: one.body, tag: one.tag, actions: actions.map(({ action }) => action) };
    });
  });
}

/** A tap on the notification, or on one of its buttons; resolves when the worker is done with it. */
async function tap({ worker }: Phone, action: string): Promise<void> {
  await worker.evaluate(async (chosen) => {
    const scope = globalThis as unknown as { registration: ServiceWorkerRegistration } & EventTarget; // in a worker
    const [notification] = await scope.registration.getNotifications();
    const NotificationEvent = Reflect.get(globalThis, 'NotificationEvent');
    const event = new NotificationEvent('notificationclick', { notification, action: chosen });
    const work: Promise<unknown>[] = [];
    Object.defineProperty(event, 'waitUntil', { value: (one: Promise<unknown>) => work.push(one) });
    scope.dispatchEvent(event);
    await Promise.all(work);
  }, action);
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
    await openSettings(page, look);
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
    await openSettings(page, look);
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
  await signIn(page);
  const heard = () => page.evaluate(() => Reflect.get(globalThis, 'heard') as number[]);
  await begin(page, 'slow');
  await said(page, /Sentence 2 /).waitFor();
  expect(await heard()).toEqual([]);
  await expect.poll(heard, SOON).toEqual([523, 784]);
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('run touch tone.txt');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect.poll(heard, SOON).toEqual([523, 784, 659, 659]);
  await openSettings(page);
  await page.getByRole('switch', { name: 'Tone when something is asked' }).click();
  await openSettings(page);
  await page.getByRole('switch', { name: 'Tone when something is asked', checked: false }).waitFor();
});
