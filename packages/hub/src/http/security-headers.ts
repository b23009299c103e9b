import type { KnownHost } from './known-hosts.ts';

/**
 * The headers of every response. No inline script or style, nothing from elsewhere, no frames; `data:` images are the
 * icons inside the styles.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "form-action 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types worker',
].join('; ');

const ALWAYS: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), payment=(), usb=()',
  'x-frame-options': 'DENY',
};

export function securityHeaders(known: KnownHost | null): Readonly<Record<string, string>> {
  if (!known?.secure) return ALWAYS;
  // Browsers apply this to a name whatever the port: on `localhost` it would break every other server of the person's.
  if (new URL(known.origin).hostname === 'localhost') return ALWAYS;
  return { ...ALWAYS, 'strict-transport-security': 'max-age=31536000; includeSubDomains' };
}
