import type { EventBody } from '@claude-remote/protocol';

/**
 * What Claude says and does while it works. Nothing is decided by it, on this machine or elsewhere: it may be sent while it is
 * being synced, and taken back from the hub when a power cut took it here (docs/adr/0009-claudes-words-leave-before-the-sync.md).
 * Everything else, above all what a setting, a directory or a prompt comes from, is on this disk before it is sent, and is
 * not believed when it comes from the hub.
 */
const SAID: ReadonlySet<EventBody['kind']> = new Set<EventBody['kind']>([
  'command-applied',
  'text',
  'thinking',
  'tool-started',
  'tool-ended',
  'request-opened',
  'request-closed',
]);

export function isSaid({ kind }: EventBody): boolean {
  return SAID.has(kind);
}
