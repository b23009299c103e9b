import type { Client, Clock, Overview, SessionView } from '@claude-remote/client';
import type { SessionId } from '@claude-remote/protocol';
import type { Known } from './known.ts';
import { Slices } from './slices.ts';

/** Milliseconds of changes that are kept together. */
const PAUSE_MS = 5000;
/** Milliseconds after which an overview that did not change is kept again, with its later time. */
const RENEW_MS = 5 * 60_000;

export interface KeeperOptions {
  readonly clock: Clock;
  /** Unix ms by the hub's clock. */
  readonly now: () => number;
  /** Called when the page is put away, which may be its end. Returns the way to stop. */
  readonly onHide: (listener: () => void) => () => void;
}

/** Writes what a client learns, at most once in a few seconds and when the page is put away. */
export class Keeper {
  heardAt: number | null = null;
  private readonly client: Client;
  private readonly known: Promise<Known | null>;
  private readonly options: KeeperOptions;
  /** How far each session is kept. */
  private readonly kept = new Map<SessionId, number>();
  private readonly latest = new Map<SessionId, SessionView>();
  private keptOverview: Overview | null = null;
  private keptAt = 0;
  private cancel: (() => void) | null = null;
  /** Of the newest keeping. */
  private slices: Slices | null = null;
  private readonly ends: (() => void)[];

  constructor(client: Client, known: Promise<Known | null>, options: KeeperOptions) {
    this.client = client;
    this.known = known;
    this.options = options;
    this.ends = [client.subscribe(() => this.onChange()), options.onHide(() => this.onHide())];
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

  /** Nobody types now, and there may be no later. */
  private onHide(): void {
    this.slices?.hurry();
    void this.keep({ hiding: true });
  }

  private async keep({ hiding = false } = {}): Promise<void> {
    this.cancel?.();
    this.cancel = null;
    const slices = new Slices(this.options.clock);
    this.slices = slices;
    if (hiding) slices.hurry();
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
        await known.keepSession(view, heardAt, slices);
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
