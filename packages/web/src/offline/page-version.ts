import { pageLock } from '../worker/page-build.ts';
import type { ToWorker } from '../worker/take-over.ts';

/** Which build this page is of, and whether a newer one is here. The only place that talks to the service worker. */
export interface PageVersion {
  subscribe(listener: () => void): () => void;
  /** A newer build is on this device and whole; `takeOver` shows it. */
  isNewerReady(): boolean;
  /** Asks the hub for a newer build: at most once in a few minutes unless `now`. */
  check(how?: 'now'): void;
  /** Loads the page anew, in the newer build. */
  takeOver(): void;
  /** A part of this page cannot be had any more: shows the hub's build, unless it is this one or the hub is away. */
  recover(): Promise<void>;
}

export interface PageVersionOptions {
  /** Undefined where the browser offers none: without https, in some private windows. */
  readonly container: ServiceWorkerContainer | undefined;
  readonly locks: LockManager | undefined;
  /** Address of this page's own entry script, e.g. `/assets/index-….js`. */
  readonly entry: string;
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => number;
  readonly reload: () => void;
  /** Resolves when the page has loaded what it was opened for. */
  readonly settled: Promise<void>;
}

/** Milliseconds between two questions for a newer build. */
const CHECK_MS = 5 * 60_000;
const WORKER = '/worker.js';

export function createPageVersion(options: PageVersionOptions): PageVersion {
  const version = new WorkerVersion(options);
  version.begin();
  return version;
}

class WorkerVersion implements PageVersion {
  private readonly options: PageVersionOptions;
  private readonly listeners = new Set<() => void>();
  private registration: ServiceWorkerRegistration | null = null;
  /** Another build serves this origin's pages by now; this one only lives on. */
  private outdated = false;
  private reloading = false;
  private checkedAt: number;

  constructor(options: PageVersionOptions) {
    this.options = options;
    this.checkedAt = options.now();
  }

  begin(): void {
    const { container, locks, entry } = this.options;
    if (!container) return;
    void locks?.request(pageLock(entry), { mode: 'shared' }, () => new Promise<never>(() => {}));
    // The first worker that takes this page in is of the build that installed it.
    let first = !container.controller;
    container.addEventListener('controllerchange', () => {
      if (first) first = false;
      else this.outdated = true;
      this.tell();
    });
    this.register(container).catch(() => {}); // refused, as in a private window: the page lives without
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  isNewerReady(): boolean {
    return this.outdated || Boolean(this.options.container?.controller && this.registration?.waiting);
  }

  check(how?: 'now'): void {
    const now = this.options.now();
    if (how !== 'now' && now - this.checkedAt < CHECK_MS) return;
    this.checkedAt = now;
    this.registration?.update().catch(() => {}); // the hub is away: asked again later
  }

  takeOver(): void {
    const waiting = this.registration?.waiting;
    if (!waiting) {
      this.reload();
      return;
    }
    this.options.container?.addEventListener('controllerchange', () => this.reload());
    say(waiting, { say: 'take-over' });
  }

  async recover(): Promise<void> {
    const shell = await shellOfHub(this.options.fetch);
    if (shell === null || shell.includes(this.options.entry)) return;
    // A worker of the older build would answer with the older page again. Asked of the browser: this page may not have
    // come to its own registration yet.
    await (await this.options.container?.getRegistration())?.unregister();
    this.reload();
  }

  private async register(container: ServiceWorkerContainer): Promise<void> {
    await this.options.settled;
    const registration = await container.register(workerAddress(), { updateViaCache: 'none' });
    this.registration = registration;
    registration.addEventListener('updatefound', () => {
      registration.installing?.addEventListener('statechange', () => this.tell());
    });
    this.tell();
    const { active } = await container.ready;
    say(active, { say: 'page-is-up' });
  }

  private reload(): void {
    if (this.reloading) return;
    this.reloading = true;
    this.options.reload();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

async function shellOfHub(fetch: typeof globalThis.fetch): Promise<string | null> {
  try {
    const response = await fetch('/index.html', { cache: 'no-store' });
    return response.ok ? await response.text() : null;
  } catch {
    return null;
  }
}

function say(worker: ServiceWorker | null | undefined, message: ToWorker): void {
  worker?.postMessage(message);
}

/** The types of pages know no Trusted Types yet. */
interface TrustedTypesWindow {
  readonly trustedTypes?: {
    createPolicy(
      name: string,
      rules: { createScriptURL: (address: string) => string },
    ): {
      createScriptURL(address: string): string;
    };
  };
}

/** The one address that may become a worker; browsers with Trusted Types take it only from the policy of this name. */
function workerAddress(): string {
  const { trustedTypes } = globalThis as TrustedTypesWindow;
  return trustedTypes?.createPolicy('worker', { createScriptURL: () => WORKER }).createScriptURL('') ?? WORKER;
}
