import type { PageBuild } from './page-build.ts';

/**
 * What the worker uses of its own globals. The repository compiles against the types of pages, which have no worker, and
 * the two libraries of TypeScript cannot be loaded together.
 */
export interface WorkerScope {
  readonly caches: CacheStorage;
  readonly clients: WorkerClients;
  readonly location: { readonly origin: string };
  readonly navigator: { readonly locks?: LockManager; readonly setAppBadge?: (waiting: number) => Promise<void> };
  /** `sync`: where the browser wakes a worker when the network is back. */
  readonly registration: ServiceWorkerRegistration & { readonly sync?: { register(tag: string): Promise<void> } };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate' | 'sync', listener: (event: WorkerEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchingEvent) => void): void;
  addEventListener(type: 'message', listener: (event: WorkerEvent & { readonly data: unknown }) => void): void;
  addEventListener(
    type: 'push' | 'notificationclick' | 'pushsubscriptionchange',
    listener: (event: Event) => void,
  ): void;
}

export interface WorkerEvent {
  /** Keeps the worker alive, and for `install` decides whether it succeeded. */
  waitUntil(work: Promise<unknown>): void;
}

interface FetchingEvent extends WorkerEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

interface WorkerClients {
  claim(): Promise<void>;
  matchAll(options: { type: 'window'; includeUncontrolled?: boolean }): Promise<readonly OpenPage[]>;
  openWindow(url: string): Promise<OpenPage | null>;
}

export interface OpenPage {
  readonly id: string;
  readonly url: string;
  focus(): Promise<OpenPage>;
  navigate(url: string): Promise<OpenPage | null>;
  postMessage(message: unknown): void;
}

/** The build puts the page's files here (worker.config.ts). */
declare const PAGE_BUILD: PageBuild;
export const pageBuild: PageBuild = PAGE_BUILD;

// In a service worker `self` is its scope; only the types of pages do not know it.
export const scope = self as unknown as WorkerScope;
