/**
 * Whether Markdown would make one paragraph of this text and nothing else, so that no reader of Markdown is needed. Only
 * what is certain counts: one line of letters, digits and common punctuation, without a sign that could mean something.
 */
export function isPlain(text: string): boolean {
  return SENTENCE.test(text) && !MEANT.test(text);
}

/** Begins with a letter, ends without space; no sign of emphasis, code, links, tables, HTML, entities or escapes. */
const SENTENCE = /^\p{L}[\p{L}\p{M}\p{N} ,.;:'’"“”?!()%/+…–—-]*$/u;
/** What becomes a link by itself, and spaces that break a line. */
const MEANT = /www\.|:\/\/|\s$/i;
