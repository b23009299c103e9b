import type { IncomingMessage } from 'node:http';
import { RemoteError } from '@claude-remote/protocol';
import type { Credential } from '../access/credentials.ts';
import type { KnownHost, KnownHosts } from './known-hosts.ts';

/**
 * What every request and every upgrade must pass before anything else looks at it: one Host header of ours, a plain
 * path, and no foreign page behind it. Pure; who is asking is decided later, by `access`.
 */

/** Throws `wrong_host`. */
export function requireKnownHost(request: IncomingMessage, hosts: KnownHosts): KnownHost {
  const host = request.headers.host;
  // Node keeps the first of several Host headers; a proxy before us may have looked at the last.
  const several =
    request.rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === 'host').length !== 1;
  const known = hosts.find(host);
  // `GET http://other/ HTTP/1.1` names a second host, which would win over the header.
  if (!known || several || !request.url?.startsWith('/')) {
    throw new RemoteError('wrong_host', { host: JSON.stringify((host ?? '').slice(0, 100)) });
  }
  return known;
}

/** Throws `wrong_origin` when a page that is not ours may be behind the request. `changes`: it is not a GET or HEAD. */
export function requireOwnOrigin(
  headers: IncomingMessage['headers'],
  known: KnownHost,
  options: { credential: Credential; changes: boolean },
): void {
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  if (origin !== undefined) {
    if (origin !== known.origin) throw new RemoteError('wrong_origin');
    return;
  }
  if (options.changes) {
    // A browser always says one of the two; only programs that carry their own credential say neither.
    const ours = site === 'same-origin' || (site === undefined && options.credential !== 'cookie');
    if (!ours) throw new RemoteError('wrong_origin');
    return;
  }
  // SameSite cookies ignore ports: another page on this computer is "same-site". Following a link here is fine.
  const foreign = site === 'cross-site' || site === 'same-site';
  if (foreign && headers['sec-fetch-mode'] !== 'navigate') throw new RemoteError('wrong_origin');
}

/** For upgrades to WebSocket: browsers do not say Sec-Fetch-Site everywhere there, so a cookie needs the exact Origin. */
export function requireOwnOriginOfSocket(
  headers: IncomingMessage['headers'],
  known: KnownHost,
  credential: Credential,
): void {
  const absent = headers.origin === undefined && credential !== 'cookie';
  if (!absent && headers.origin !== known.origin) throw new RemoteError('wrong_origin');
}
