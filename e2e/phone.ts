import type { CDPSession, Page, Worker } from 'playwright-core';
import type { PushDevice } from '../packages/testkit/src/push-service.ts';
import type { Look, Stage } from './stage.ts';

export interface Phone {
  readonly page: Page;
  readonly worker: Worker;
  readonly cdp: CDPSession;
  /** The worker's registration, as the browser's debugger names it. */
  readonly registrationId: string;
}

/** A signed-in phone whose person turned notifications on in the settings; `device` in place of the browser's own. */
export async function phoneWith(device: PushDevice, stage: Stage, look: Look = {}): Promise<Phone> {
  const context = await stage.device(look);
  await context.grantPermissions(['notifications'], { origin: stage.product.url });
  await context.addInitScript(subscribeTo, device);
  const page = await stage.page(context);
  await signIn(page, stage);
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
  await openSettings(page, stage, look);
  const words = look.locale === 'ko-KR' ? '알림' : 'Notifications';
  await page.getByRole('switch', { name: words, exact: true }).click();
  await page.getByRole('switch', { name: words, exact: true, checked: true }).waitFor();
  return { page, worker, cdp, registrationId: await registered };
}

/** Whatever language the sign-in screen speaks. */
export async function signIn(page: Page, stage: Stage): Promise<void> {
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

export async function openSettings(page: Page, stage: Stage, { locale = 'en-US' }: Look = {}): Promise<void> {
  const korean = locale === 'ko-KR';
  await page.goto(`${stage.product.url}/machines`);
  await page.getByRole('button', { name: korean ? '설정' : 'Settings', exact: true }).click();
  await page.getByRole('button', { name: korean ? '알림과 신호' : 'Notifications and signals' }).click();
  await page.getByRole('switch').first().waitFor();
}

export async function deliver({ page, cdp, registrationId }: Phone, message: Record<string, unknown>): Promise<void> {
  const { origin } = new URL(page.url());
  await cdp.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data: JSON.stringify(message) });
}

interface ShownNotification {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
  readonly actions: readonly string[];
}

/** As pages look: one that is looked for while the worker shows it would be forgotten (W132). */
export function shown({ page }: Phone): Promise<ShownNotification[]> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    return navigator.locks.request('notifications', async () =>
      (await registration.getNotifications()).map((one) => {
        const { actions = [] } = one as { actions?: readonly { action: string }[] }; // not in the types of pages
        return { title: one.title, body: one.body, tag: one.tag, actions: actions.map(({ action }) => action) };
      }),
    );
  });
}

/** A tap on the notification, or on one of its buttons; resolves when the worker is done with it. */
export async function tap({ worker }: Phone, action: string): Promise<void> {
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
