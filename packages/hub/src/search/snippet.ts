import type { SearchHit } from '@claude-remote/protocol';

/** Characters shown before the first word that was found, and in all. */
const BEFORE = 48;
const SHOWN = 180;

/** The piece of a text around what was found, with every term in it marked. */
export function snippetOf(text: string, terms: readonly string[]): SearchHit['snippet'] {
  const pattern = new RegExp(terms.map(escaped).join('|'), 'giu');
  const first = text.search(pattern);
  const from = startOf(text, Math.max(0, first - BEFORE));
  const piece = text.slice(from, from + SHOWN);
  const end = from + SHOWN < text.length;
  const parts: { text: string; mark: boolean }[] = [];
  const add = (part: string, mark: boolean) => {
    if (part !== '') parts.push({ text: part.replace(/\s+/g, ' '), mark });
  };
  let at = 0;
  for (const found of piece.matchAll(pattern)) {
    add(piece.slice(at, found.index), false);
    add(found[0], true);
    at = found.index + found[0].length;
  }
  add(piece.slice(at) + (end ? '…' : ''), false);
  return from > 0 ? [{ text: '…', mark: false }, ...parts] : parts;
}

/** Not within a pair of surrogates, and at a word where one is near. */
function startOf(text: string, near: number): number {
  if (near === 0) return 0;
  const space = text.slice(near, near + BEFORE / 2).search(/\s/);
  const at = space === -1 ? near : near + space + 1;
  return /[\uDC00-\uDFFF]/.test(text.charAt(at)) ? at + 1 : at;
}

function escaped(term: string): string {
  return term.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/\s+/g, '\\s+');
}
