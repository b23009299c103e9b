/**
 * The link that a QR code holds: the secret stands in the fragment, which no server, log or Referer ever sees, and where
 * to go afterwards beside it. Pure.
 */
export interface PairingLink {
  /** Null for the bare address, where a code is typed. */
  readonly secret: string | null;
  /** A place of this page; nothing else is ever gone to. */
  readonly path: string;
}

export function pairingLink(origin: string, secret: string, path: string): string {
  return `${origin}/pair#${secret}${path === '/' ? '' : path}`;
}

const SESSION_PATH = /^\/sessions\/[0-9a-f-]{36}$/;

/** Null when this is no pairing link. */
export function pairingOf({ pathname, hash }: { pathname: string; hash: string }): PairingLink | null {
  if (pathname !== '/pair') return null;
  const [, secret = '', path = ''] = /^#?([A-Za-z0-9_-]*)(\/.*)?$/.exec(hash) ?? [];
  return { secret: secret === '' ? null : secret, path: SESSION_PATH.test(path) ? path : '/' };
}

/** Whether an address of that host can only be opened on the same computer. */
export function isLocal(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}
