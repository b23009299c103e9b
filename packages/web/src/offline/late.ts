import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

/** Milliseconds until code that did not come is asked for again: twice as long each time, up to the longest. */
const RETRY_MS = 500;
const LONGEST_MS = 8000;

// biome-ignore lint/suspicious/noExplicitAny: as React's own `lazy` has it; the props stay those of the component
type Part = ComponentType<any>;

/**
 * A component whose code comes when it is first drawn. Until its code is there it suspends; `restMs` leaves the network to
 * others first.
 */
export function late<Name extends string, Code extends Readonly<Record<Name, Part>>>(
  load: () => Promise<Code>,
  name: Name,
  restMs = 0,
): LazyExoticComponent<Code[Name]> {
  return lazy(async () => {
    if (restMs > 0) await pause(restMs);
    const loaded = await arrived(load);
    return { default: loaded[name] };
  });
}

/** Asks until it comes: the hub or the network may be away right now, and what is on screen lives on meanwhile. */
export async function arrived<Code>(load: () => Promise<Code>): Promise<Code> {
  for (let ms = RETRY_MS; ; ms = Math.min(2 * ms, LONGEST_MS)) {
    try {
      return await load();
    } catch (error) {
      // Where the hub has a newer build, the page is loaded anew meanwhile.
      console.warn(`part of the page did not come; asked for again in ${ms} ms:`, error);
      await pause(ms);
    }
  }
}

/** The same for styles: the bundler asks for each of them once in the life of a page. */
export function retryStyles(document: Document): void {
  const onError = async ({ target }: Event) => {
    if (!(target instanceof HTMLLinkElement) || target.rel !== 'stylesheet') return;
    const ms = Math.min(2 * Number(target.dataset.waited ?? RETRY_MS / 2), LONGEST_MS);
    target.dataset.waited = `${ms}`;
    await pause(ms);
    target.replaceWith(target.cloneNode());
  };
  document.addEventListener('error', onError, { capture: true });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
