import type { Attachment } from '@claude-remote/protocol';

/** Files of one prompt, as the protocol has it. */
export const MAX_FILES = 20;
/** Bytes of all files of one prompt. As base64 they and a long text stay below what the hub takes in one request. */
export const MAX_FILES_BYTES = 3_000_000;
/** Pixels of a picture's longer side; Claude sees no more than that. */
const MAX_SIDE = 2_000;
/** Bytes above which a picture is drawn smaller even if its sides are short. */
const MAX_PICTURE_BYTES = 1_500_000;
const JPEG_QUALITY = 0.85;

/** What Claude takes as a picture; any other that this browser can draw becomes one of them. */
const PICTURES: readonly string[] = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];

export type Trouble = 'tooLarge' | 'tooMany' | 'badType';

/** One file as the prompt carries it, or why it cannot go. */
export async function readFile(file: File): Promise<Attachment | Trouble> {
  const name = file.name.slice(-255) || 'file';
  if (file.type.startsWith('image/') && file.type !== 'image/svg+xml') return readPicture(file, name);
  const mediaType = file.type === 'application/pdf' ? file.type : (await isText(file)) ? 'text/plain' : null;
  if (mediaType === null) return 'badType';
  return file.size > MAX_FILES_BYTES ? 'tooLarge' : { name, mediaType, data: await base64(file) };
}

/** Bytes that an attachment stands for. */
function bytesOf({ data }: Attachment): number {
  return Math.floor((data.length * 3) / 4);
}

/** Whether one more fits to those there are. Pure, so that the limits can be read and tested in one place. */
export function troubleWith(there: readonly Attachment[], next: Attachment | Trouble): Trouble | null {
  if (typeof next === 'string') return next;
  if (there.length >= MAX_FILES) return 'tooMany';
  const bytes = [...there, next].reduce((sum, one) => sum + bytesOf(one), 0);
  return bytes > MAX_FILES_BYTES ? 'tooLarge' : null;
}

async function readPicture(file: File, name: string): Promise<Attachment | Trouble> {
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (bitmap === null) return 'badType';
  const { width, height } = bitmap;
  const scale = Math.min(1, MAX_SIDE / Math.max(width, height));
  const fits = scale === 1 && file.size <= MAX_PICTURE_BYTES && PICTURES.includes(file.type);
  if (fits) {
    bitmap.close();
    return { name, mediaType: file.type, data: await base64(file) };
  }
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const drawn = await canvas.convertToBlob({ type: 'image/jpeg', quality: JPEG_QUALITY });
  return { name: `${name.replace(/\.\w+$/, '')}.jpg`, mediaType: 'image/jpeg', data: await base64(drawn) };
}

/** Bytes looked at to tell text from anything else. */
const LOOKED_AT = 64 * 1024;

async function isText(file: File): Promise<boolean> {
  const bytes = new Uint8Array(await file.slice(0, LOOKED_AT).arrayBuffer());
  try {
    // `stream`: the cut may go through a character.
    return !new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true }).includes('\0');
  } catch {
    return false;
  }
}

function base64(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(reader.error ?? new Error('the file could not be read'));
    reader.readAsDataURL(blob);
  });
}
