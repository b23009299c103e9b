import { type EventBody, type LiveValue, liveKey } from '@claude-remote/protocol';
import { clearedLive, joinLive } from '@claude-remote/session';

/** What is happening right now in one session, whole, for whoever comes late. Bounded; forgotten with the runner's link. */
export class LiveShelf {
  private readonly held = new Map<string, LiveValue>();

  /** Takes in what fits; a piece of text that would leave a hole is left out. */
  add(values: readonly LiveValue[]): void {
    for (const value of values) {
      const key = liveKey(value);
      const joined = joinLive(this.held.get(key), value);
      if (!joined) continue;
      if (joined.kind === 'partial' && joined.text.length > MAX_HELD_CHARS) this.held.delete(key);
      else if (this.held.has(key) || this.held.size < MAX_HELD_KEYS) this.held.set(key, joined);
    }
  }

  /** An event takes the place of what was live about it. */
  clearBy(body: EventBody): void {
    const cleared = clearedLive(body);
    if (cleared === 'all') this.held.clear();
    else if (cleared) this.held.delete(cleared.key);
  }

  clear(): void {
    this.held.clear();
  }

  values(): LiveValue[] {
    return [...this.held.values()];
  }
}

const MAX_HELD_KEYS = 64;
/** Characters of one unfinished block; the finished block heals what was left out. */
const MAX_HELD_CHARS = 1024 * 1024;
