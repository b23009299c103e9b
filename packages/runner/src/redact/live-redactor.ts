import type { LiveValue } from '@claude-remote/protocol';
import type { Redactor } from './redact.ts';

type Partial = Extract<LiveValue, { kind: 'partial' }>;

/**
 * Redacts text that grows: each block is redacted as a whole, and its unfinished last word is held back until it is
 * complete, so that a secret split over two pieces never leaves in halves. Offsets sent are those of the redacted text.
 */
export class LiveRedactor {
  private readonly redactor: Redactor;
  private readonly blocks = new Map<string, GrowingBlock>();

  constructor(redactor: Redactor) {
    this.redactor = redactor;
  }

  /** What may be sent now instead of `value`; null when that is nothing yet. */
  pass(value: LiveValue): LiveValue | null {
    switch (value.kind) {
      case 'partial':
        return this.passPartial(value);
      case 'activity':
        return { ...value, detail: this.redactor.text(value.detail) };
      case 'tool-progress':
        return value;
    }
  }

  /** The block's event was recorded: it is whole now. */
  finished(block: string): void {
    this.blocks.delete(block);
  }

  clear(): void {
    this.blocks.clear();
  }

  private passPartial(value: Partial): LiveValue | null {
    const block = this.blocks.get(value.block) ?? { raw: '', settledRaw: 0, settled: '', sent: '' };
    if (value.offset > block.raw.length) return null; // a piece was lost: the finished block heals it
    const raw = block.raw.slice(0, value.offset) + value.text;
    const restart = value.offset < block.settledRaw;
    const grown = settle({ ...block, raw, ...(restart && { settledRaw: 0, settled: '' }) }, this.redactor);
    const end = lastBoundary(raw);
    const shown = grown.settled + this.redactor.text(raw.slice(grown.settledRaw, Math.max(end, grown.settledRaw)));
    const offset = commonPrefix(block.sent, shown);
    this.blocks.set(value.block, { ...grown, sent: shown });
    return offset === shown.length && offset === block.sent.length
      ? null
      : { ...value, offset, text: shown.slice(offset) };
  }
}

interface GrowingBlock {
  /** The text as Claude wrote it. */
  readonly raw: string;
  /** Up to here `raw` cannot change its redaction any more; `settled` is that part, redacted. */
  readonly settledRaw: number;
  readonly settled: string;
  readonly sent: string;
}

/** Characters that are redacted anew with each piece: longer than any rule looks, so that cost stays linear. */
const WINDOW = 48 * 1024;

function settle(block: GrowingBlock, redactor: Redactor): GrowingBlock {
  if (block.raw.length - block.settledRaw < 2 * WINDOW) return block;
  const cut = block.raw.lastIndexOf('\n', block.raw.length - WINDOW);
  if (cut <= block.settledRaw) return block;
  // A private key may reach over the cut: do not settle inside one.
  const begin = block.raw.lastIndexOf('-----BEGIN ', cut);
  const at = begin > block.settledRaw && block.raw.indexOf('-----END ', begin) > cut ? begin : cut;
  const settled = block.settled + redactor.text(block.raw.slice(block.settledRaw, at));
  return { ...block, settledRaw: at, settled };
}

/** Where the last unfinished word begins. Secrets are made of printable ASCII; anything else ends one. */
function lastBoundary(raw: string): number {
  let at = raw.length;
  while (at > 0 && raw.length - at < LONGEST_WORD) {
    const code = raw.charCodeAt(at - 1);
    if (code <= 0x20 || code > 0x7e) break;
    at--;
  }
  return at;
}

/** Characters of one word after which it is shown in spite of not being finished: no rule's bare value is longer. */
const LONGEST_WORD = 8 * 1024;

function commonPrefix(a: string, b: string): number {
  if (b.startsWith(a)) return a.length;
  let at = 0;
  while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}
