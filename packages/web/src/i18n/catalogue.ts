import type { en } from './en.ts';
import type { enFirst } from './en-first.ts';

/** What the first screen says: it is loaded before anything is drawn. */
export type FirstWords = Readonly<Record<keyof typeof enFirst, string>>;
/** Everything else; it comes right behind. */
export type LaterWords = Readonly<Record<keyof typeof en, string>>;
/** The key of a text; English is the catalogue that says which exist. */
export type TextKey = keyof Catalogue;
/** One language: every key, with the same `{placeholders}` (a test compares them). */
export type Catalogue = FirstWords & LaterWords;
export type Params = Readonly<Record<string, string | number>>;

/** A text with its placeholders filled. One that has no value stays visible as `{name}`, so that it is noticed. */
export function fill(text: string, params: Params): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}

/** A text cut at its placeholders, so that screens can put elements there: even parts are words, odd ones names. */
export function cutAtPlaceholders(text: string): string[] {
  return text.split(/\{(\w+)\}/);
}
