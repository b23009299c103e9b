import { RemoteError } from './errors.ts';

/**
 * One increasing protocol number. Each bump gets a dated line that says what a peer of that number understands.
 * 1 (2026-11-21): hello/challenge, events, live, commands, queries, snapshots, credit.
 */
export const PROTOCOL_VERSION = 1;
/** Oldest number that this build still speaks. */
export const PROTOCOL_VERSION_MIN = 1;

/** The range that this build speaks, as every hello names it. */
export const SPOKEN_VERSIONS: [number, number] = [PROTOCOL_VERSION_MIN, PROTOCOL_VERSION];

/** The newest version that both sides speak. Throws `unsupported_version` when there is none. */
export function agreeVersion([min, max]: readonly [number, number]): number {
  const version = Math.min(max, PROTOCOL_VERSION);
  if (version >= Math.max(min, PROTOCOL_VERSION_MIN)) return version;
  throw new RemoteError('unsupported_version', { theirs: `${min}–${max}`, ours: SPOKEN_VERSIONS.join('–') });
}
