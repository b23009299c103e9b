import { isIP } from 'node:net';
import { isLoopback, isWildcard } from '../config/resolve.ts';

/** Under which names a hub that listens on an address can be reached. Pure. */
export interface Addresses {
  /** For the certificate and the Host allowlist. */
  readonly names: readonly string[];
  /** The one that is shown to people. */
  readonly shown: string;
}

/** As `os.networkInterfaces()` gives them. */
export interface NetworkAddress {
  readonly address: string;
  readonly family: string;
  readonly internal: boolean;
}

const LOOPBACK = ['localhost', '127.0.0.1', '::1'];

export function addressesOf(host: string, network: readonly NetworkAddress[], hostname: string): Addresses {
  if (isLoopback(host)) return { names: unique([...LOOPBACK, host]), shown: 'localhost' };
  if (!isWildcard(host)) return { names: unique([...LOOPBACK, host]), shown: host };
  const outside = network.filter(({ internal, address }) => !internal && !address.startsWith('fe80:'));
  const lan = outside.filter(({ family }) => family === 'IPv4').map(({ address }) => address);
  const best = lan.find(isPrivate) ?? lan[0] ?? outside[0]?.address;
  return {
    names: unique([...LOOPBACK, ...outside.map(({ address }) => address), ...computerNames(hostname)]),
    shown: best ?? 'localhost',
  };
}

/** Addresses of home and office networks: what a phone on the same Wi-Fi can reach. */
function isPrivate(address: string): boolean {
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address);
}

function computerNames(hostname: string): string[] {
  const name = hostname.toLowerCase();
  if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name)) return [];
  return name.includes('.') ? [name] : [name, `${name}.local`];
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names.map((name) => name.toLowerCase()))];
}

export function urlOf(scheme: string, name: string, port: number): string {
  return `${scheme}://${isIP(name) === 6 ? `[${name}]` : name}:${port}`;
}
