import type { EventBody } from '@claude-remote/protocol';

/** What of an event can be found: what was asked, what Claude said, and what it gave to its tools. Events come redacted. */
export interface Passage {
  readonly kind: 'prompt' | 'text' | 'tool';
  readonly text: string;
  /** Names the block, so that it can be taken back. */
  readonly block: string | null;
}

/** Characters of one event that are searched; beyond it stand pasted files. */
const MAX_CHARS = 32 * 1024;

export function passageOf(body: EventBody): Passage | null {
  switch (body.kind) {
    case 'turn-started':
      return passage('prompt', body.text);
    case 'text':
      return passage('text', body.text, body.block);
    case 'tool-started':
      return passage('tool', textsIn(body.input).join('\n'));
    default:
      return null;
  }
}

/** Whether an event with this JSON may hold a passage or take one back; spares the parsing of long outputs. */
export function mayMatter(json: string): boolean {
  return !json.startsWith('{"kind":"') || MATTERS.test(json);
}

const MATTERS = /^\{"kind":"(turn-started|text|tool-started|blocks-superseded)"/;

function passage(kind: Passage['kind'], text: string, block: string | null = null): Passage | null {
  // One form for letters that have several, or a word would not be found in a text that looks the same.
  const whole = text.slice(0, MAX_CHARS).normalize('NFC').replaceAll('\0', ' ');
  return whole.trim() === '' ? null : { kind, text: whole, block };
}

const MAX_DEPTH = 6;

/** The strings in a tool's input, at any depth, in order. */
function textsIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return [];
  return Object.values(value).flatMap((inner) => textsIn(inner, depth + 1));
}
