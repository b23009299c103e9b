import type { PushMemory } from './push-memory.ts';
import type { WorkerScope } from './scope.ts';

interface Renewal {
  readonly memory: PushMemory;
  readonly fetch: typeof globalThis.fetch;
  readonly old: PushSubscription | null;
}

/**
 * The browser replaced this device's subscription: the hub is told the new one. If it cannot be reached, the next page
 * that comes up does it.
 */
export async function renewSubscription(scope: WorkerScope, { memory, fetch, old }: Renewal): Promise<void> {
  const device = await memory.device();
  if (!device) return; // nobody wants notifications here
  const subscription = await scope.registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: old?.options.applicationServerKey ?? (await hubKey(fetch)),
  });
  await tell(fetch, 'POST', { ...subscription.toJSON(), ...device });
  if (old && old.endpoint !== subscription.endpoint) await tell(fetch, 'DELETE', { endpoint: old.endpoint });
}

async function hubKey(fetch: typeof globalThis.fetch): Promise<string> {
  const response = await fetch('/api/v1/push/key', { credentials: 'same-origin' });
  const { key }: { key: string } = await response.json(); // our own hub's answer
  return key;
}

async function tell(fetch: typeof globalThis.fetch, method: 'POST' | 'DELETE', body: object): Promise<void> {
  await fetch('/api/v1/push/subscriptions', {
    method,
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}
