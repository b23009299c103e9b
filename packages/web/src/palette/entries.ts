import type { SessionId } from '@claude-remote/protocol';
import type { ReactNode } from 'react';

/** In the order in which the palette shows them. */
export type Section = 'needs' | 'sessions' | 'said' | 'commands' | 'files' | 'days' | 'do';

/** One thing that the palette goes to or does. */
export interface Entry {
  /** Unique among all: the chosen one stays chosen while others come and go. */
  readonly key: string;
  readonly section: Section;
  readonly mark: ReactNode;
  readonly name: string;
  /** Where, or what kind of thing: found like the name, shown quietly behind it. */
  readonly about: string;
  /** In place of the name, where it has marks of its own. */
  readonly shown?: ReactNode;
  /** At the far end: a time, or keys that do the same. */
  readonly note?: string;
  readonly keys?: string;
  /** The session that it leads to. */
  readonly session?: SessionId;
  readonly act: () => void;
}

/** Deeds; commands and files to write into the prompt; an event or a day of the open session. */
const SIGNS = { '/': 'commands', '@': 'files', '#': 'event', '>': 'do' } as const;
export type Sign = keyof typeof SIGNS;

/** What is typed, read: everything by name, or what its first letter, one of the signs, asks for. */
export interface PaletteQuery {
  readonly is: 'all' | (typeof SIGNS)[Sign];
  readonly words: readonly string[];
}

export function askedBy(typed: string): PaletteQuery {
  const text = typed.trimStart();
  const sign = text.charAt(0);
  const is = isSign(sign) ? SIGNS[sign] : 'all';
  const rest = is === 'all' ? text : text.slice(1);
  return { is, words: rest.toLowerCase().split(/\s+/).filter(Boolean) };
}

function isSign(text: string): text is Sign {
  return Object.hasOwn(SIGNS, text);
}

/** True when each word is in its name or its place. */
export function isNamed(
  { name, about, keys = '' }: Pick<Entry, 'name' | 'about' | 'keys'>,
  words: PaletteQuery['words'],
) {
  const text = `${name} ${about} ${keys}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/**
 * What Enter takes before an arrow was pressed: what stands first by its name, and what was said only when nothing else
 * is left, because it comes late. Deeds stand behind all that is merely looked at, and those that hurt last of all.
 */
export function firstChoice(entries: readonly Entry[]): Entry | null {
  return entries.find(({ section }) => section !== 'said') ?? entries[0] ?? null;
}

export interface Part {
  readonly text: string;
  readonly hit: boolean;
}

/** A name in parts, with the first place of each typed word told apart. */
export function partsOf(name: string, words: PaletteQuery['words']): Part[] {
  const lower = name.toLowerCase();
  if (lower.length !== name.length) return [{ text: name, hit: false }]; // some letters have a longer small form
  const hits = new Array<boolean>(name.length).fill(false);
  for (const word of words) {
    const at = lower.indexOf(word);
    if (at >= 0) hits.fill(true, at, at + word.length);
  }
  const parts: Part[] = [];
  for (let at = 0; at < name.length; ) {
    const hit = hits[at] === true;
    let end = at + 1;
    while (end < name.length && hits[end] === hit) end++;
    parts.push({ text: name.slice(at, end), hit });
    at = end;
  }
  return parts;
}
