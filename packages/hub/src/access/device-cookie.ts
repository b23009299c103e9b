import { createHmac } from 'node:crypto';
import { type Random, safeEqual } from './secrets.ts';

/**
 * Marks a browser that has signed in to an account before. It gives no right at all: it only lets that browser's tries be
 * counted by themselves, so that others who guess cannot lock the owner out. Nothing is stored; the mark is signed.
 */
export function issueDeviceMark(key: string, user: string, random: Random): string {
  const id = random(16).toString('base64url');
  return `${id}.${signatureOf(key, user, id)}`;
}

/** The device's id when the mark was made here for this user, else null. */
export function readDeviceMark(key: string, user: string, mark: string | null): string | null {
  const [id, signature, ...rest] = (mark ?? '').split('.');
  if (!id || !signature || rest.length > 0) return null;
  return safeEqual(signature, signatureOf(key, user, id)) ? id : null;
}

function signatureOf(key: string, user: string, id: string): string {
  return createHmac('sha256', key).update(`claude-remote device v1\n${user}\n${id}`).digest('base64url');
}
