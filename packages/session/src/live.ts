import { type EventBody, type LiveValue, partialKey, toolProgressKey } from '@claude-remote/protocol';

/**
 * The later value of one key, with the earlier text in front of it where the two touch. Null when the later one begins
 * beyond what is held: a hole would be shown as text, so it must wait for a value that fits.
 */
export function joinLive(older: LiveValue | undefined, newer: LiveValue): LiveValue | null {
  if (newer.kind !== 'partial') return newer;
  if (older?.kind !== 'partial') return newer;
  if (newer.offset < older.offset) return newer;
  const kept = newer.offset - older.offset;
  if (kept > older.text.length) return null;
  return { ...newer, offset: older.offset, text: older.text.slice(0, kept) + newer.text };
}

/** Which live values an event takes the place of: one key, everything, or nothing. */
export function clearedLive(body: EventBody): { readonly key: string } | 'all' | null {
  switch (body.kind) {
    case 'text':
    case 'thinking':
      return { key: partialKey(body.block) };
    case 'tool-ended':
      return { key: toolProgressKey(body.tool) };
    case 'turn-ended':
    case 'claude-ended':
      return 'all';
    default:
      return null;
  }
}
