import { createHash, timingSafeEqual } from 'node:crypto';

/** Cryptographic random bytes, passed in from `main`. */
export type Random = (bytes: number) => Buffer;

/** A secret of 256 bits as text that fits into cookies, headers and URL fragments. The only way secrets are made. */
export function secretToken(random: Random): string {
  return random(32).toString('base64url');
}

/** How secrets are kept: they are random and long, so a plain hash cannot be turned back. Never for passwords. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Compares in a time that says nothing about the contents, nor about the lengths. The only comparison of secrets. */
export function safeEqual(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
