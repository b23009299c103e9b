import type { Clock } from '@claude-remote/link';
import type { HubToClient, MachineInfo, SessionId, SessionSummary } from '@claude-remote/protocol';

/** Tells watching clients what changed in the lists: the latest of each session, a few times a second, serialised once. */
export interface OverviewWatcher {
  sendText(text: string): void;
  bufferedBytes(): number;
  /** Sends the whole overview: changes were left out while it could not take them in. */
  sendOverview(): void;
}

export class OverviewFeed {
  private readonly watchers = new Map<OverviewWatcher, { missed: boolean }>();
  private readonly changed = new Map<SessionId, SessionSummary>();
  private waiting = false;
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  watch(watcher: OverviewWatcher): () => void {
    this.watchers.set(watcher, { missed: false });
    return () => this.watchers.delete(watcher);
  }

  sessionChanged(summary: SessionSummary): void {
    if (this.watchers.size === 0) return;
    this.changed.set(summary.id, summary);
    if (this.waiting) return;
    this.waiting = true;
    this.clock.timer(INTERVAL_MS, () => this.flush());
  }

  sessionRemoved(session: SessionId): void {
    this.changed.delete(session);
    this.tell({ type: 'session-removed', session });
  }

  machineChanged(machine: MachineInfo): void {
    this.tell({ type: 'machine-changed', machine });
  }

  private flush(): void {
    this.waiting = false;
    const summaries = [...this.changed.values()];
    this.changed.clear();
    for (const session of summaries) this.tell({ type: 'session-changed', session });
  }

  private tell(frame: HubToClient): void {
    const text = JSON.stringify(frame);
    for (const [watcher, state] of this.watchers) {
      if (watcher.bufferedBytes() > MAX_BUFFERED_BYTES) state.missed = true;
      else if (state.missed) {
        state.missed = false;
        watcher.sendOverview();
      } else watcher.sendText(text);
    }
  }
}

/** Milliseconds between two changes of one session in a list: faster than an eye, slower than a stream. */
const INTERVAL_MS = 100;
/** Bytes in a client's socket above which changes are left out. */
const MAX_BUFFERED_BYTES = 1024 * 1024;
