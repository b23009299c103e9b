import { type Shared, writeShared } from './shared.ts';

/** What is taken of a share. Any site can send a form here, so it is bounded, and it stays until a person looks at it. */
const MAX_TEXT = 100_000;
const MAX_FILES = 20;
const MAX_BYTES = 100_000_000;
/** Where the page asks what to do with it. */
const ASKS = '/sessions?shared';

/** Keeps what the system hands over and opens the page on it; nothing is sent anywhere. */
export async function receiveShared(request: Request, databases: IDBFactory): Promise<Response> {
  try {
    await writeShared(databases, sharedIn(await request.formData()));
  } catch {
    // The page says that nothing arrived.
  }
  return Response.redirect(ASKS, 303);
}

/** The names are those of the manifest. */
export function sharedIn(form: FormData): Shared {
  const texts = ['title', 'text', 'url'].map((name) => form.get(name)).filter((value) => typeof value === 'string');
  const said = texts.map((text) => text.trim()).filter((text) => text !== '');
  let bytes = 0;
  const files = form
    .getAll('files')
    .filter((value) => value instanceof File)
    .filter(({ size }) => {
      bytes += size;
      return size > 0 && bytes <= MAX_BYTES;
    })
    .slice(0, MAX_FILES);
  // Many apps put the address into the text, too.
  const text = [...new Set(said)].filter((one, _, all) => !all.some((other) => other !== one && other.includes(one)));
  return { text: text.join('\n').slice(0, MAX_TEXT), files };
}
