import type { SessionSummary } from '@claude-remote/protocol';
import { useEffect, useSyncExternalStore } from 'react';
import { useHub } from './hub-context.tsx';
import { useNow } from './now.tsx';
import { readSeen, type Seen, withSeen, writeSeen } from './seen.ts';

/** One memory for a page: the list reads it, the open session writes it. */
class SeenMemory {
  private readonly listeners = new Set<() => void>();
  private readonly storage: Storage;
  seen: Seen;

  constructor(storage: Storage, now: number) {
    this.storage = storage;
    this.seen = readSeen(storage, now);
  }

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  read(summary: SessionSummary): void {
    const next = withSeen(this.seen, summary);
    if (next === this.seen) return;
    this.seen = next;
    writeSeen(this.storage, next);
    for (const listener of this.listeners) listener();
  }
}

const memories = new WeakMap<Storage, SeenMemory>();

function useMemory(): SeenMemory {
  const { storage } = useHub();
  const now = useNow(60_000, false);
  const known = memories.get(storage) ?? new SeenMemory(storage, now);
  memories.set(storage, known);
  return known;
}

/** What was read on this device. */
export function useSeen(): Seen {
  const memory = useMemory();
  return useSyncExternalStore(memory.subscribe, () => memory.seen);
}

/** The session is on the screen: what it did counts as read while the page is looked at. */
export function useReading(summary: SessionSummary | undefined): void {
  const memory = useMemory();
  useEffect(() => {
    if (!summary) return;
    const read = () => {
      if (document.visibilityState === 'visible') memory.read(summary);
    };
    read();
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, [memory, summary]);
}
