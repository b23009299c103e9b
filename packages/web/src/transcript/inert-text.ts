/**
 * Text of models, tools and files is hostile until shown: it may hold characters that turn the reading direction, that
 * are invisible, or that drive a terminal. Here they become visible names or plain colours; nothing else is changed.
 */

/** Bidi controls, zero-width and other invisible format characters, and C0/C1 controls but tab and line feed. */
const UNSEEN =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u115F\u1160\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFF9-\uFFFB]|[\u{E0000}-\u{E0FFF}]/gu;
const EMOJI_BEFORE = /(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F)$/u;
const EMOJI_AFTER = /^\p{Extended_Pictographic}/u;
const ZERO_WIDTH_JOINER = '\u200D';

/** The same text with every unseen character as its name, `⟨U+202E⟩`. Joiners inside an emoji stay, since they are seen. */
export function inert(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(UNSEEN, (char, index: number, whole: string) => {
    const joins =
      char === ZERO_WIDTH_JOINER &&
      EMOJI_BEFORE.test(whole.slice(Math.max(0, index - 2), index)) &&
      EMOJI_AFTER.test(whole.slice(index + 1, index + 3));
    return joins ? char : nameOf(char);
  });
}

function nameOf(char: string): string {
  return `⟨U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

/** The five inks that a terminal's colours become. */
type Ink = 'risk' | 'ok' | 'warn' | 'run' | 'quiet';
export interface InkedText {
  readonly text: string;
  readonly ink: Ink | null;
}

const ESCAPES =
  /\u001B\[([0-9;:]*)m|\u001B\[[0-?]*[ -/]*[@-~]|\u001B\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|\u001B[PX^_][^\u001B]*(?:\u001B\\)?|\u001B[ -/]*[0-~]?/g;

const INKS: Readonly<Record<number, Ink>> = { 1: 'risk', 2: 'ok', 3: 'warn', 4: 'run', 5: 'run', 6: 'run' };

/** A terminal's output as pieces of one colour; every other escape sequence is dropped, what is left is inert. */
export function inkOf(output: string): InkedText[] {
  const pieces: InkedText[] = [];
  let ink: Ink | null = null;
  let from = 0;
  const take = (to: number) => {
    const text = inert(output.slice(from, to));
    const last = pieces.at(-1);
    if (last && last.ink === ink) pieces[pieces.length - 1] = { text: last.text + text, ink };
    else if (text !== '') pieces.push({ text, ink });
  };
  for (const match of output.matchAll(ESCAPES)) {
    take(match.index);
    from = match.index + match[0].length;
    if (match[1] !== undefined) ink = nextInk(ink, match[1]);
  }
  take(output.length);
  return pieces;
}

/** The ink after one SGR sequence. 256-colour and true-colour choices are ignored: they name no meaning. */
function nextInk(ink: Ink | null, parameters: string): Ink | null {
  const codes = parameters.split(/[;:]/).map(Number);
  if (codes.includes(38) || codes.includes(48)) return ink;
  return codes.reduce(inkAfterCode, ink);
}

function inkAfterCode(ink: Ink | null, code: number): Ink | null {
  if (code === 0 || code === 39) return null;
  if (code === 2 || code === 90) return 'quiet';
  const colour = (code >= 30 && code <= 37) || (code >= 91 && code <= 97);
  return colour ? (INKS[code % 10] ?? null) : ink;
}

/** A line of Markdown as plain words, for rows that show one line. */
export function plainLine(markdown: string): string {
  return inert(markdown.replace(/^\s*(?:#+|[-*+>]|\d+[.)])\s+/, '').replace(/(\*\*|__|`)(.+?)\1/g, '$2'));
}

/** Characters of one line that are shown before the rest is folded. Stops one huge line from freezing the page. */
export const LONG_LINE_CHARS = 2000;

/** The text with each line cut at `LONG_LINE_CHARS`, and how many characters that hides. */
export function foldLongLines(text: string): { text: string; hidden: number } {
  if (text.length <= LONG_LINE_CHARS) return { text, hidden: 0 };
  let hidden = 0;
  const lines = text.split('\n').map((line) => {
    if (line.length <= LONG_LINE_CHARS) return line;
    hidden += line.length - LONG_LINE_CHARS;
    return `${line.slice(0, LONG_LINE_CHARS)}…`;
  });
  return hidden === 0 ? { text, hidden } : { text: lines.join('\n'), hidden };
}
