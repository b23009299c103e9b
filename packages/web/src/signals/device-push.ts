import type { HubHttp } from '../state/hub-http.ts';
import { pushMemory } from '../worker/push-memory.ts';

/** Notifications on this device: what the browser allows, and the way to turn them on and off. */
export type PushState = 'unsupported' | 'install-first' | 'blocked' | 'off' | 'on';

export type TurnedOn = { readonly state: PushState } | { readonly state: 'failed'; readonly reason: string | null };

interface Here {
  readonly window: Window;
  readonly http: HubHttp;
  readonly language: 'en' | 'ko';
}

const SUBSCRIPTIONS = '/api/v1/push/subscriptions';

export async function pushState({ window }: Pick<Here, 'window'>): Promise<PushState> {
  const { navigator } = window;
  if (isUninstalledIos(window)) return 'install-first';
  if (!('PushManager' in window) || !('Notification' in window) || !navigator.serviceWorker) return 'unsupported';
  if (Notification.permission === 'denied') return 'blocked';
  const registration = await navigator.serviceWorker.getRegistration();
  const subscription = await registration?.pushManager.getSubscription();
  return subscription && (await pushMemory(indexedDB).device()) ? 'on' : 'off';
}

/** Safari on phones and tablets has pushes only for what was put on the home screen. iPads call themselves Macs. */
function isUninstalledIos({ navigator, matchMedia }: Window): boolean {
  const { userAgent, maxTouchPoints } = navigator;
  const apple = /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1);
  return apple && !matchMedia.call(window, '(display-mode: standalone)').matches;
}

/** To be called in a tap: browsers ask the person only then. */
export async function turnOn({ window, http, language }: Here): Promise<TurnedOn> {
  const permission = await Notification.requestPermission();
  if (permission !== 'granted') return { state: permission === 'denied' ? 'blocked' : 'off' };
  const key = await http.get('/api/v1/push/key');
  if (key.outcome !== 'ok') return { state: 'failed', reason: key.outcome === 'refused' ? key.sentence : null };
  const { serviceWorker, userAgent } = window.navigator;
  const { pushManager } = await serviceWorker.ready;
  try {
    const applicationServerKey = (key.body as { key: string }).key; // the hub is of this build
    const subscription = await subscribeWith(pushManager, applicationServerKey);
    const device = { language, device: deviceName(userAgent) };
    const told = await http.post(SUBSCRIPTIONS, { ...subscription.toJSON(), ...device });
    if (told.outcome !== 'ok') {
      await subscription.unsubscribe();
      return { state: 'failed', reason: told.outcome === 'refused' ? told.sentence : null };
    }
    await pushMemory(indexedDB).setDevice(device);
    return { state: 'on' };
  } catch (error) {
    return { state: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

/** One of another hub's key stands in the way of ours. */
async function subscribeWith(pushManager: PushManager, applicationServerKey: string): Promise<PushSubscription> {
  const options = { userVisibleOnly: true, applicationServerKey };
  try {
    return await pushManager.subscribe(options);
  } catch (error) {
    const other = await pushManager.getSubscription();
    if (!other) throw error;
    await other.unsubscribe();
    return pushManager.subscribe(options);
  }
}

export async function turnOff({ window, http }: Pick<Here, 'window' | 'http'>): Promise<void> {
  const registration = await window.navigator.serviceWorker?.getRegistration();
  const subscription = await registration?.pushManager?.getSubscription();
  if (subscription) {
    await http.send('DELETE', SUBSCRIPTIONS, { endpoint: subscription.endpoint });
    await subscription.unsubscribe().catch(() => false); // it is unknown to the hub already
  }
  await pushMemory(indexedDB).setDevice(null);
}

/** A page comes up: what the hub knows of this device is made true again, with the language of today. */
export async function keepOn({ window, http, language }: Here): Promise<void> {
  const registration = await window.navigator.serviceWorker?.getRegistration();
  const subscription = await registration?.pushManager?.getSubscription();
  const memory = pushMemory(indexedDB);
  const device = subscription ? await memory.device() : null;
  if (!subscription || !device) return;
  await http.post(SUBSCRIPTIONS, { ...subscription.toJSON(), ...device, language });
  if (device.language !== language) await memory.setDevice({ ...device, language });
}

/** What people call it in a list of devices: `Chrome on Android`. */
export function deviceName(userAgent: string): string {
  const browser = /Edg\//.exec(userAgent)
    ? 'Edge'
    : /Firefox\//.test(userAgent)
      ? 'Firefox'
      : /Chrome\//.test(userAgent)
        ? 'Chrome'
        : 'Safari';
  const systems = { Android: /Android/, iPhone: /iPhone/, iPad: /iPad/, Mac: /Macintosh/, Windows: /Windows/ };
  const system = Object.entries(systems).find(([, sign]) => sign.test(userAgent))?.[0] ?? 'Linux';
  return `${browser} on ${system}`;
}
