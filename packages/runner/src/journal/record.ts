import { crc32 } from 'node:zlib';
import type { StoredCommand } from '@claude-remote/protocol';
import type { Memory } from './memory.ts';
import type { Step } from './step.ts';

/** One line of a session's journal: what must survive the death of the runner, written before it is acted on. */
export type JournalRecord =
  /** A command as the hub sent it: the intent. Acted on once a later step names its id in `acted`. */
  | { readonly r: 'command'; readonly command: StoredCommand }
  | ({ readonly r: 'step' } & Step)
  /** Everything up to here in one value; first line of a compacted journal. */
  | { readonly r: 'snapshot'; readonly memory: Memory };

/** CRC32 in hex, a space, JSON, LF: a torn or damaged tail is seen when the journal is opened. */
export function encodeRecord(record: JournalRecord): string {
  const json = JSON.stringify(record);
  return `${checksum(json)} ${json}\n`;
}

/** Null when the line is damaged. */
export function decodeRecord(line: string): JournalRecord | null {
  const json = line.slice(9);
  if (line[8] !== ' ' || line.slice(0, 8) !== checksum(json)) return null;
  return JSON.parse(json) as JournalRecord; // our own bytes: the checksum says they are as we wrote them
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
