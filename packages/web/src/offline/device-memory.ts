import type { Client, Clock, Overview, RememberedSession, SessionView } from '@claude-remote/client';
import type { SessionId } from '@claude-remote/protocol';
import { KNOWN } from '../state/drafts.ts';
import { type Known, knownIn } from './known.ts';
import { restsBetween } from './rests.ts';
import { openSealedStore } from './sealed-store.ts';

/** What one person's sessions looked like when this device last heard of them; gone with the person. */
export interface DeviceMemory {
  /** Null when nothing is remembered. */
  recall(id: SessionId): Promise<RememberedSession | null>;
  /** Shows the client what is remembered, and keeps what it learns. */
  attach(client: Client): void;
  /** Unix ms at which the hub was last heard; null before the first time. */
  heardAt(): number | null;
  /** Keeps nothing more and lets go of the database, so that it can be deleted. */
  forget(): Promise<void>;
}

export interface DeviceMemoryOptions {
  readonly databases: IDBFactory;
  readonly crypto: Crypto;
  readonly owner: string;
  readonly clock: Clock;
  /** Unix ms by the hub's clock. */
  readonly now: () => number;
  /** Called when the page is put away, which may be its end. Returns the way to stop. */
  readonly onHide: (listener: () => void) => () => void;
}

const LIMITS = { items: 31, bytes: 20_000_000 };
/** Milliseconds of changes that are kept together. */
const PAUSE_MS = 5000;
/** Milliseconds after which an overview that did not change is kept again, with its later time. */
const RENEW_MS = 5 * 60_000;

export function deviceMemory(options: DeviceMemoryOptions): DeviceMemory {
  const { databases, crypto, owner } = options;
  const opened = openSealedStore({ databases, crypto, owner, name: KNOWN, limits: LIMITS });
  // Without a database, as in some private windows, nothing is remembered and nothing is wrong.
  const known = opened.then(knownIn).catch(() => null);
  const keepers: Keeper[] = [];
  return {
    async recall(id) {
      return (await known)?.session(id) ?? null;
    },
    attach(client) {
      keepers.push(new Keeper(client, known, options));
      known
        .then((found) => found?.overview())
        .then((overview) => overview && client.remind(overview))
        .catch(() => {}); // unreadable: the hub tells
    },
    heardAt: () => keepers.at(-1)?.heardAt ?? null,
    async forget() {
      for (const keeper of keepers) keeper.stop();
      await opened.then((store) => store.close()).catch(() => {});
    },
  };
}

/** Writes what a client learns, at most once in a few seconds and when the page is put away. */
class Keeper {
  heardAt: number | null = null;
  private readonly client: Client;
  private readonly known: Promise<Known | null>;
  private readonly options: DeviceMemoryOptions;
  /** How far each session is kept. */
  private readonly kept = new Map<SessionId, number>();
  private readonly latest = new Map<SessionId, SessionView>();
  private keptOverview: Overview | null = null;
  private keptAt = 0;
  private cancel: (() => void) | null = null;
  private readonly ends: (() => void)[];

  constructor(client: Client, known: Promise<Known | null>, options: DeviceMemoryOptions) {
    this.client = client;
    this.known = known;
    this.options = options;
    this.ends = [client.subscribe(() => this.onChange()), options.onHide(() => void this.keep({ hiding: true }))];
  }

  stop(): void {
    for (const end of this.ends.splice(0)) end();
    this.cancel?.();
  }

  private onChange(): void {
    if (this.client.connection().phase.phase === 'open') this.heardAt = this.options.now();
    for (const view of this.client.opened()) if (view.status === 'ready') this.latest.set(view.id, view);
    this.cancel ??= this.options.clock.timer(PAUSE_MS, () => void this.keep());
  }

  /** `hiding`: nobody types, and there may be no later. */
  private async keep({ hiding = false } = {}): Promise<void> {
    this.cancel?.();
    this.cancel = null;
    const known = await this.known;
    const { heardAt } = this;
    if (!known || heardAt === null || this.ends.length === 0) return;
    const changed = [...this.latest.values()].filter(({ id, state }) => this.kept.get(id) !== state?.head.seq);
    this.latest.clear();
    const overview = this.client.overview();
    const isNew = overview !== this.keptOverview || heardAt - this.keptAt > (hiding ? 0 : RENEW_MS);
    const told = overview.rememberedAt === null && overview.known && isNew;
    try {
      for (const view of changed) {
        await known.keepSession(view, heardAt, hiding ? undefined : restsBetween(this.options.clock));
        this.kept.set(view.id, view.state?.head.seq ?? 0);
      }
      if (!told) return;
      await known.keepOverview(overview, heardAt);
      this.keptOverview = overview;
      this.keptAt = heardAt;
    } catch {
      // No room, or signed out meanwhile: the next change tries again.
    }
  }
}
