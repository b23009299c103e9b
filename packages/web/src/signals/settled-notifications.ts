/** Takes away this device's notifications of requests that are open no more: a push for that may come late or not at all. */
export async function closeSettled({ navigator }: Window, open: ReadonlySet<string>): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  for (const notification of (await registration?.getNotifications?.()) ?? []) {
    const { tag } = notification;
    const request = tag.startsWith(REQUEST) ? tag.slice(REQUEST.length) : null;
    if (request === null ? tag === SEVERAL && open.size === 0 : !open.has(request)) notification.close();
  }
}

/** As the hub names them (messages.ts): `request <session> <request>`, and one for many. */
const REQUEST = 'request ';
const SEVERAL = 'several';
