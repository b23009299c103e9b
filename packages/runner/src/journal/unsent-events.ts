import type { Event } from '@claude-remote/protocol';
import { decodeRecord } from './record.ts';

/**
 * Where in the journal the events are that the hub is not known to have stored. Remembers places, not events; only the
 * newest are also kept as they are, since those are sent at once.
 */
export class UnsentEvents {
  private entries: Entry[] = [];
  private total = 0;
  private cachedBytes = 0;
  /** Index of the oldest entry that still holds its events. */
  private cachedFrom = 0;

  /** Journal bytes of the unsent events, with those that may not be sent yet. */
  get bytes(): number {
    return this.total;
  }

  /** Counts the events of one record; call the returned function with the record's place once they may be sent. */
  add(events: readonly Event[], length: number): (at: number) => void {
    this.total += length;
    return (at) => {
      const seq = events[0]?.seq ?? 0;
      this.entries.push({ seq, count: events.length, at, length, events });
      this.cachedBytes += length;
      this.shrinkCache();
    };
  }

  forget(stored: number): void {
    let gone = 0;
    for (const entry of this.entries) {
      if (entry.seq + entry.count - 1 > stored) break;
      this.total -= entry.length;
      if (entry.events) this.cachedBytes -= entry.length;
      gone++;
    }
    if (gone === 0) return;
    this.entries = this.entries.slice(gone);
    this.cachedFrom = Math.max(0, this.cachedFrom - gone);
  }

  /** Events from number `from` on, dense, until a limit is reached; always at least one if there is one. */
  async read(
    from: number,
    limit: { count: number; bytes: number },
    fetch: (at: number, length: number) => Promise<Buffer>,
  ): Promise<Event[]> {
    const found: Event[] = [];
    let bytes = 0;
    const { entries } = this; // `forget` makes a new array, so that this walk stays valid over the awaits
    for (let i = firstHolding(entries, from); i < entries.length; i++) {
      const entry = entries[i];
      if (!entry || found.length >= limit.count || (bytes > 0 && bytes + entry.length > limit.bytes)) break;
      const events = entry.events ?? eventsIn(await fetch(entry.at, entry.length));
      found.push(...events.filter((event) => event.seq >= from));
      bytes += entry.length;
    }
    return found.slice(0, limit.count);
  }

  private shrinkCache(): void {
    while (this.cachedBytes > CACHE_BYTES && this.cachedFrom < this.entries.length) {
      const entry = this.entries[this.cachedFrom++];
      if (!entry?.events) continue;
      entry.events = null;
      this.cachedBytes -= entry.length;
    }
  }
}

/** Bytes of the newest unsent events of a session that stay in memory. */
const CACHE_BYTES = 512 * 1024;

interface Entry {
  readonly seq: number;
  readonly count: number;
  readonly at: number;
  readonly length: number;
  /** Null when only the journal has them. */
  events: readonly Event[] | null;
}

/** Index of the entry that holds number `from`, or of the first after it. */
function firstHolding(entries: readonly Entry[], from: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = entries[middle];
    if (entry && entry.seq + entry.count <= from) low = middle + 1;
    else high = middle;
  }
  return low;
}

function eventsIn(line: Buffer): readonly Event[] {
  const record = decodeRecord(line.toString('utf8', 0, line.length - 1));
  if (record?.r !== 'step') throw new Error('a journal record changed on the disk after it was written');
  return record.events;
}
