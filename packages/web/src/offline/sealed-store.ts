import { answered, completed, openDatabase } from './database.ts';

/**
 * Texts at rest on this device: compressed, then encrypted (AES-GCM) with a key that the browser keeps and gives to no
 * script. It protects the files of a lost disk or backup, not a page that runs in this origin.
 */
export interface SealedStore {
  /** Null when there is none, and when it cannot be read. */
  read(id: string): Promise<string | null>;
  /** `at`: Unix ms; a text that is older than the one here is dropped. */
  write(id: string, text: string, at: number): Promise<void>;
  /** Deletes every text whose id is not wanted. */
  keepOnly(wanted: (id: string) => boolean): Promise<void>;
  close(): void;
}

export interface SealedStoreOptions {
  readonly databases: IDBFactory;
  readonly name: string;
  readonly crypto: Crypto;
  /** Who wrote it: what is here of anybody else, or of another form, is deleted when it is opened. */
  readonly owner: string;
  readonly limits: { readonly items: number; readonly bytes: number };
}

/** Kept apart from the texts, so that all of them can be looked at. */
interface Item {
  readonly id: string;
  readonly at: number;
  readonly bytes: number;
}

interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly data: ArrayBuffer;
}

const KEYS = 'keys';
const ITEMS = 'items';
const SEALED = 'sealed';

export async function openSealedStore(options: SealedStoreOptions): Promise<SealedStore> {
  const { crypto, limits } = options;
  const database = await openDatabase(options.databases, {
    name: options.name,
    tables: { [KEYS]: null, [ITEMS]: 'id', [SEALED]: null },
  });
  const key = await keyOf(database, options);

  return {
    async read(id) {
      const table = database.transaction(SEALED).objectStore(SEALED);
      const sealed = await answered<Sealed | undefined>(table.get(id));
      if (!sealed) return null;
      try {
        const packed = await crypto.subtle.decrypt(cipher(id, sealed.iv), key, sealed.data);
        return await through(new DecompressionStream('gzip'), packed).text();
      } catch {
        return null; // damaged, or moved here from another place
      }
    },
    async write(id, text, at) {
      const packed = await through(new CompressionStream('gzip'), text).arrayBuffer();
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const data = await crypto.subtle.encrypt(cipher(id, iv), key, packed);
      const transaction = database.transaction([ITEMS, SEALED], 'readwrite');
      const items = transaction.objectStore(ITEMS);
      const texts = transaction.objectStore(SEALED);
      const all = await answered<Item[]>(items.getAll());
      if (all.some((item) => item.id === id && item.at > at)) return;
      const item: Item = { id, at, bytes: data.byteLength };
      items.put(item);
      texts.put({ iv, data } satisfies Sealed, id);
      for (const old of beyond([item, ...all.filter((one) => one.id !== id)], limits)) {
        items.delete(old);
        texts.delete(old);
      }
      await completed(transaction);
    },
    async keepOnly(wanted) {
      const transaction = database.transaction([ITEMS, SEALED], 'readwrite');
      const items = transaction.objectStore(ITEMS);
      const all = await answered<Item[]>(items.getAll());
      for (const { id } of all.filter((item) => !wanted(item.id))) {
        items.delete(id);
        transaction.objectStore(SEALED).delete(id);
      }
      await completed(transaction);
    },
    close: () => database.close(),
  };
}

/** The newest fit; the ids of the rest. */
function beyond(items: readonly Item[], limits: SealedStoreOptions['limits']): string[] {
  let bytes = 0;
  return items
    .toSorted((a, b) => b.at - a.at)
    .filter(({ bytes: size }, index) => {
      bytes += size;
      return index >= limits.items || bytes > limits.bytes;
    })
    .map(({ id }) => id);
}

/** The id is bound to the text, so that one cannot be put in the place of another. */
function cipher(id: string, iv: Uint8Array<ArrayBuffer>): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(id) };
}

async function keyOf(database: IDBDatabase, { crypto, owner }: SealedStoreOptions): Promise<CryptoKey> {
  const fresh = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const transaction = database.transaction([KEYS, ITEMS, SEALED], 'readwrite');
  const keys = transaction.objectStore(KEYS);
  const kept: unknown = await answered(keys.get(owner));
  if (kept instanceof CryptoKey) return kept;
  keys.clear();
  transaction.objectStore(ITEMS).clear();
  transaction.objectStore(SEALED).clear();
  keys.put(fresh, owner);
  await completed(transaction);
  return fresh;
}

function through(stream: CompressionStream | DecompressionStream, content: string | ArrayBuffer): Response {
  return new Response(new Blob([content]).stream().pipeThrough(stream));
}
