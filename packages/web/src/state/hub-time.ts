/**
 * The time by the hub's clock, in Unix ms: devices are off by seconds or by days. What the hub last told is kept on the
 * device, so that a page which starts without its hub does not show yesterday as today.
 */
export interface HubTime {
  now(): number;
  /** The hub says what its clock shows. */
  told(time: number): void;
}

const KEY = 'hub-time';
/** Milliseconds below which a difference is the way of the message, not the clock. */
const SAME_MS = 2_000;

interface Kept {
  /** By how much the hub's clock was ahead of this device's. */
  readonly ahead: number;
  /** The hub's time when it said so: it is later now, whatever the device's clock shows. */
  readonly at: number;
}

export function createHubTime(storage: Pick<Storage, 'getItem' | 'setItem'>, deviceNow: () => number): HubTime {
  let ahead = aheadAtStart(kept(storage), deviceNow());
  return {
    now: () => deviceNow() + ahead,
    told(at) {
      const difference = at - deviceNow();
      ahead = difference;
      const written: Kept = { ahead: Math.abs(difference) < SAME_MS ? 0 : difference, at };
      try {
        storage.setItem(KEY, JSON.stringify(written));
      } catch {
        // No room: only a start without the hub would have needed it.
      }
    },
  };
}

/** The device's clock may have been set right since: a time before the one that the hub told is not taken. */
function aheadAtStart(known: Kept | null, device: number): number {
  if (known === null || device + known.ahead >= known.at) return known?.ahead ?? 0;
  return Math.max(0, known.at - device);
}

function kept(storage: Pick<Storage, 'getItem'>): Kept | null {
  try {
    const { ahead, at } = JSON.parse(storage.getItem(KEY) ?? '') as Partial<Record<keyof Kept, unknown>>; // checked here
    return typeof ahead === 'number' && typeof at === 'number' && Number.isFinite(ahead + at) ? { ahead, at } : null;
  } catch {
    return null;
  }
}
