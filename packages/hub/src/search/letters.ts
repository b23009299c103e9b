/**
 * Letters of languages that write words without spaces between their parts: two of them, or one, are a word. The index
 * finds three letters in a row by itself (trigrams); shorter words of these languages have an index of their own.
 */
const LETTERS = '\\p{Script=Hangul}\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}';
const RUN = new RegExp(`[${LETTERS}]+`, 'gu');
const WHOLLY = new RegExp(`^[${LETTERS}]+$`, 'u');

/** The shortest word that the trigram index finds. */
const TRIGRAM = 3;

/** The short words of such a text, separated by spaces, each once: every letter and every two in a row. */
export function shortWords(text: string): string {
  const words = new Set<string>();
  for (const [run] of text.matchAll(RUN)) {
    const letters = [...run];
    for (const [at, letter] of letters.entries()) {
      words.add(letter);
      const next = letters[at + 1];
      if (next !== undefined) words.add(letter + next);
    }
  }
  return [...words].join(' ');
}

/** Which index finds a term: `none` finds it by reading. */
export function indexOf(term: string): 'trigrams' | 'short-words' | 'none' {
  if ([...term].length >= TRIGRAM) return 'trigrams';
  return WHOLLY.test(term) ? 'short-words' : 'none';
}
