/** The files of one build of the page, as addresses on the hub. */
export interface PageBuild {
  /** Changes whenever any file does. */
  readonly id: string;
  /** The script that index.html loads; its name changes whenever any script or style does. */
  readonly entry: string;
  /** What the first screen needs beside index.html. */
  readonly first: readonly string[];
  /** What screens load later. */
  readonly later: readonly string[];
  /** Files whose names stay: icons and the manifest. */
  readonly named: readonly string[];
}

/** Every cache of ours begins so; nothing else in this origin does. */
const CACHES = 'page ';

export function cacheName({ entry, id }: Pick<PageBuild, 'entry' | 'id'>): string {
  return `${CACHES}${entry} ${id}`;
}

/** A page holds this lock as long as it lives, so that the worker knows which builds are still on screens. */
export function pageLock(entry: string): string {
  return `${CACHES}${entry}`;
}

/** Caches that no open page needs: those of builds that are neither `own` nor locked. */
export function unneededCaches(names: readonly string[], own: string, locks: readonly string[]): string[] {
  return names.filter(
    (name) => name.startsWith(CACHES) && name !== own && !locks.some((lock) => name.startsWith(`${lock} `)),
  );
}
