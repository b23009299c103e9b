import { DRAFT_FILES } from '../state/drafts.ts';
import { forgetOutbox } from '../state/outbox-database.ts';
import { inTurn } from '../worker/in-turn.ts';
import { PUSH_DATABASE } from '../worker/push-memory.ts';
import { SHARED } from '../worker/shared.ts';

/** Choices about this device that say nothing of what was written or read here. */
const KEPT = new Set(['language', 'second-currency', 'signals', 'appearance']);

export interface Traces {
  readonly storage: Storage;
  readonly databases: IDBFactory;
  readonly navigator: Navigator;
}

/** At sign-out: nothing of what one person wrote or read here stays, and no notification comes any more. */
export async function forgetAll({ storage, databases, navigator }: Traces): Promise<void> {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '');
  for (const key of keys) if (!KEPT.has(key)) storage.removeItem(key);
  await Promise.all([
    forgetOutbox(databases),
    forgetOutbox(databases, DRAFT_FILES),
    forgetOutbox(databases, SHARED),
    forgetOutbox(databases, PUSH_DATABASE),
    navigator.clearAppBadge?.().catch(() => {}),
    endPush(navigator).catch(() => {}),
  ]);
}

/** The browser tells its push service, so that messages for this device go nowhere even when the hub cannot be told. */
async function endPush({ serviceWorker, locks }: Navigator): Promise<void> {
  const registration = await serviceWorker?.getRegistration();
  await inTurn(locks, async () => {
    for (const notification of (await registration?.getNotifications()) ?? []) notification.close();
  });
  const subscription = await registration?.pushManager?.getSubscription();
  await subscription?.unsubscribe();
}
