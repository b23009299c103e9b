import { createContext, Fragment, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { type Catalogue, cutAtPlaceholders, fill, type Params, type TextKey } from './catalogue.ts';
import { en } from './en.ts';

/** The languages that are complete. */
export const LANGUAGES = ['en', 'ko'] as const;
export type Language = (typeof LANGUAGES)[number];

/** English comes with the first load, any other language with one more request, and only where it is spoken. */
export async function loadCatalogue(language: Language): Promise<Catalogue> {
  switch (language) {
    case 'en':
      return en;
    case 'ko':
      return (await import('./ko.ts')).ko;
  }
}

const REMEMBERED = 'language';

export interface Words {
  readonly language: Language;
  readonly choose: (language: Language) => void;
  /** The text of a key, placeholders filled. */
  readonly t: (key: TextKey, params?: Params) => string;
  /** The same with elements in place of placeholders. */
  readonly tx: (key: TextKey, params: Readonly<Record<string, ReactNode>>) => ReactNode;
}

const WordsContext = createContext<Words | null>(null);

function isLanguage(name: string | null | undefined): name is Language {
  return LANGUAGES.some((language) => language === name);
}

/** The remembered choice, else the first language of the browser that we speak, else English. */
export function pickLanguage(remembered: string | null, browser: readonly string[]): Language {
  if (isLanguage(remembered)) return remembered;
  return browser.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage) ?? 'en';
}

export function rememberedLanguage(storage: Storage, browser: readonly string[]): Language {
  return pickLanguage(storage.getItem(REMEMBERED), browser);
}

export interface Spoken {
  readonly language: Language;
  readonly catalogue: Catalogue;
}

export function wordsOf({ language, catalogue }: Spoken, choose: Words['choose'] = () => {}): Words {
  return {
    language,
    choose,
    t: (key, params = {}) => fill(catalogue[key], params),
    tx: (key, params) =>
      cutAtPlaceholders(catalogue[key]).map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
        <Fragment key={index}>{index % 2 === 0 ? part : params[part]}</Fragment>
      )),
  };
}

/** `first` is loaded before the first paint, so that no text ever appears in another language first. */
export function WordsProvider({ first, storage, children }: { first: Spoken; storage: Storage; children: ReactNode }) {
  const [spoken, setSpoken] = useState(first);
  useEffect(() => {
    document.documentElement.lang = spoken.language;
  }, [spoken.language]);
  const words = useMemo(
    () =>
      wordsOf(spoken, (language) => {
        storage.setItem(REMEMBERED, language);
        void loadCatalogue(language).then((catalogue) => setSpoken({ language, catalogue }));
      }),
    [spoken, storage],
  );
  return <WordsContext value={words}>{children}</WordsContext>;
}

export function useWords(): Words {
  const words = use(WordsContext);
  if (!words) throw new Error('useWords outside WordsProvider');
  return words;
}
