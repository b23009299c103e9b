import { BlockList, isIP } from 'node:net';

/**
 * Which addresses this hub posts to: a subscription is a URL that a browser gives, so whoever is signed in could else make
 * the hub ask anything of its own network.
 */

/** The push services of the browsers; `.name` means each name below it. */
const SERVICES = [
  'fcm.googleapis.com',
  'updates.push.services.mozilla.com',
  '.push.services.mozilla.com',
  '.push.apple.com',
  '.notify.windows.com',
];

const MAX_ENDPOINT_CHARS = 1_000;

/** Null when a push may go there; else why not. `own`: further `host` or `host:port` that the hub's owner named. */
export function endpointProblem(endpoint: string, own: readonly string[]): string | null {
  if (endpoint.length > MAX_ENDPOINT_CHARS) return `it is longer than ${MAX_ENDPOINT_CHARS} characters`;
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
  if (!url) return 'it is no URL';
  if (url.protocol !== 'https:') return 'it is not https';
  if (url.username !== '' || url.password !== '') return 'it holds credentials';
  if (isOwn(url, own)) return null;
  if (url.port !== '') return 'it names a port';
  const host = url.hostname;
  const known = SERVICES.some((name) => (name.startsWith('.') ? host.endsWith(name) : host === name));
  return known ? null : `${host.slice(0, 100)} is no push service that this hub knows`;
}

/** A host that the hub's owner named may stand in a private network. */
export function isOwn(url: URL, own: readonly string[]): boolean {
  return own.includes(url.host) || (url.port === '' && own.includes(url.hostname));
}

/** Apple takes a subscription back when pushes show nothing. */
export function mustShow(endpoint: string): boolean {
  return new URL(endpoint).hostname.endsWith('.push.apple.com');
}

const PRIVATE_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];
/** Only 2000::/3 is the public internet; within it the tunnels that carry a v4 address are left out too. */
const PRIVATE_V6: readonly (readonly [string, number])[] = [
  ['2001::', 32],
  ['2002::', 16],
  ['2001:db8::', 32],
];

const blocked = new BlockList();
for (const [net, bits] of PRIVATE_V4) blocked.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of PRIVATE_V6) blocked.addSubnet(net, bits, 'ipv6');
const publicV6 = new BlockList();
publicV6.addSubnet('2000::', 3, 'ipv6');

/** Whether an IP address is one of the internet. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !blocked.check(address, 'ipv4');
    case 6:
      return publicV6.check(address, 'ipv6') && !blocked.check(address, 'ipv6');
    default:
      return false;
  }
}
