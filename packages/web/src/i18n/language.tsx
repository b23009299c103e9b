import { createContext, Fragment, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { arrived } from '../offline/late.ts';
import { cutAtPlaceholders, type FirstWords, fill, type LaterWords, type Params, type TextKey } from './catalogue.ts';
import { enFirst } from './en-first.ts';
import { koFirst } from './ko-first.ts';

/** The languages that are complete. */
export const LANGUAGES = ['en', 'ko'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Those of every language come with the page: they are small, and which one it is the page knows only when its code runs. */
const FIRST: Readonly<Record<Language, FirstWords>> = { en: enFirst, ko: koFirst };
const LATER: Readonly<Record<Language, () => Promise<LaterWords>>> = {
  en: () => import('./en.ts').then(({ en }) => en),
  ko: () => import('./ko.ts').then(({ ko }) => ko),
};

/** A language as far as it is loaded: the words of the first screen are there, the others come into the same catalogue. */
export interface Spoken {
  readonly language: Language;
  readonly catalogue: FirstWords & Partial<LaterWords>;
  /** Fetches the other words once; resolves when they are there, however long that takes. */
  readonly complete: () => Promise<void>;
}

/** The first screen can be drawn at once; only the other words of that language are fetched. */
export function speak(language: Language): Spoken {
  const catalogue: FirstWords & Partial<LaterWords> = { ...FIRST[language] };
  let arrival: Promise<void> | null = null;
  const complete = () => {
    arrival ??= arrived(LATER[language]).then((words) => void Object.assign(catalogue, words));
    return arrival;
  };
  return { language, catalogue, complete };
}

const REMEMBERED = 'language';

export interface Words {
  readonly language: Language;
  /** The choice that is remembered; null while the browser's languages decide. */
  readonly chosen: Language | null;
  /** Null: the browser's languages decide again. */
  readonly choose: (language: Language | null) => void;
  /** Fetches the words that the first screen does not need. */
  readonly complete: () => Promise<void>;
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

export function wordsOf(spoken: Spoken, { chosen, choose }: Pick<Words, 'chosen' | 'choose'> = UNCHOSEN): Words {
  const text = (key: TextKey) => textOf(spoken, key);
  return {
    language: spoken.language,
    chosen,
    choose,
    complete: spoken.complete,
    t: (key, params = {}) => fill(text(key), params),
    tx: (key, params) =>
      cutAtPlaceholders(text(key)).map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
        <Fragment key={index}>{index % 2 === 0 ? part : params[part]}</Fragment>
      )),
  };
}

const UNCHOSEN: Pick<Words, 'chosen' | 'choose'> = { chosen: null, choose: () => {} };

/** A screen whose words are still coming waits for them as it waits for its own code: it suspends. */
function textOf({ catalogue, complete }: Spoken, key: TextKey): string {
  const text = catalogue[key];
  if (text !== undefined) return text;
  throw complete();
}

/** `first` is there before the first paint, so that no text ever appears in another language first. */
export function WordsProvider({ first, storage, children }: { first: Spoken; storage: Storage; children: ReactNode }) {
  const [spoken, setSpoken] = useState(first);
  useEffect(() => {
    document.documentElement.lang = spoken.language;
  }, [spoken.language]);
  const [chosen, setChosen] = useState(() => LANGUAGES.find((one) => one === storage.getItem(REMEMBERED)) ?? null);
  const words = useMemo(
    () =>
      wordsOf(spoken, {
        chosen,
        choose: (language) => {
          if (language === null) storage.removeItem(REMEMBERED);
          else storage.setItem(REMEMBERED, language);
          setChosen(language);
          const next = speak(language ?? pickLanguage(null, navigator.languages));
          void next.complete().then(() => setSpoken(next)); // what is drawn must not wait for words
        },
      }),
    [spoken, chosen, storage],
  );
  return <WordsContext value={words}>{children}</WordsContext>;
}

export function useWords(): Words {
  const words = use(WordsContext);
  if (!words) throw new Error('useWords outside WordsProvider');
  return words;
}
