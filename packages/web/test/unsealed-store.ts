import type { SealedStore } from '../src/offline/sealed-store.ts';

/** A store that seals nothing and keeps its texts where a test can read them. */
export function unsealedStore(kept: Map<string, string>): SealedStore {
  return {
    read: async (id) => kept.get(id) ?? null,
    write: async (id, text) => void kept.set(id, text),
    keepOnly: async (wanted) => {
      for (const id of [...kept.keys()]) if (!wanted(id)) kept.delete(id);
    },
    close: () => {},
  };
}
