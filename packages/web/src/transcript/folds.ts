import { createContext, use, useState } from 'react';

/** What a reader opened is far less; a bound, because a session may be open for weeks. */
const MOST_FOLDS = 500;
/** Whole outputs may be megabytes each; older ones are asked for again. */
const MOST_TEXTS = 8;

/**
 * What the reader opened, folded or fetched in one session's transcript, by the id of the thing. A row that leaves the
 * window of drawn rows forgets itself; this does not, as long as the session is open in this tab.
 */
export class Folds {
  readonly #open = new Map<string, boolean>();
  readonly #texts = new Map<string, string>();

  /** Null while the reader has not touched it. */
  isOpen(id: string): boolean | null {
    return this.#open.get(id) ?? null;
  }

  setOpen(id: string, open: boolean): void {
    putNewest(this.#open, { id, value: open, most: MOST_FOLDS });
  }

  /** What was fetched in place of a shortened text; null when nothing was, or too much since. */
  textOf(id: string): string | null {
    return this.#texts.get(id) ?? null;
  }

  setText(id: string, text: string): void {
    putNewest(this.#texts, { id, value: text, most: MOST_TEXTS });
  }
}

interface Put<T> {
  readonly id: string;
  readonly value: T;
  readonly most: number;
}

/** Keeps the newest `most`: a map remembers the order in which its keys came. */
function putNewest<T>(map: Map<string, T>, { id, value, most }: Put<T>): void {
  map.delete(id);
  map.set(id, value);
  if (map.size <= most) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}

/** Without one, as where a diff is drawn in a card, each part remembers for itself. */
export const FoldsContext = createContext<Folds | null>(null);

/** Whether it is open, and how to change that; null in place of an id has nothing to remember it by. */
export function useFold(id: string | null, openAtFirst: boolean): readonly [boolean, (open: boolean) => void] {
  const folds = use(FoldsContext);
  const [touched, setTouched] = useState(() => (id === null ? null : (folds?.isOpen(id) ?? null)));
  const setOpen = (open: boolean) => {
    setTouched(open);
    if (id !== null) folds?.setOpen(id, open);
  };
  return [touched ?? openAtFirst, setOpen];
}

/** The whole of a text that came shortened, once it was fetched. */
export function useFetchedText(id: string): readonly [string | null, (text: string) => void] {
  const folds = use(FoldsContext);
  const [text, setText] = useState(() => folds?.textOf(id) ?? null);
  return [
    text,
    (fetched) => {
      setText(fetched);
      folds?.setText(id, fetched);
    },
  ];
}
