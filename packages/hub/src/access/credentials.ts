import type { IncomingHttpHeaders } from 'node:http';
import { readCookie } from './cookies.ts';

/** What a request shows to say who asks, before anything is checked. Pure. */
export type Shown =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'cookie'; readonly secret: string }
  | { readonly kind: 'bearer'; readonly secret: string }
  | { readonly kind: 'basic'; readonly name: string; readonly password: string }
  /** An Authorization header that cannot be read. */
  | { readonly kind: 'garbled' };

/** How a request means to authenticate, as far as its headers say. */
export type Credential = 'none' | 'cookie' | 'header';

/** An Authorization header stands alone: when it is wrong, a cookie beside it does not help. */
export function shownCredential(headers: IncomingHttpHeaders, cookieName: string): Shown {
  const { authorization } = headers;
  if (authorization !== undefined) return readAuthorization(authorization);
  const secret = readCookie(headers.cookie, cookieName);
  return secret ? { kind: 'cookie', secret } : { kind: 'nothing' };
}

function readAuthorization(header: string): Shown {
  const [, scheme = '', value = ''] = /^(basic|bearer) +([A-Za-z0-9+/=._~-]{1,2048})$/i.exec(header) ?? [];
  if (scheme.toLowerCase() === 'bearer') return { kind: 'bearer', secret: value };
  if (scheme.toLowerCase() !== 'basic') return { kind: 'garbled' };
  const text = Buffer.from(value, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) return { kind: 'garbled' };
  return { kind: 'basic', name: text.slice(0, colon), password: text.slice(colon + 1) };
}
