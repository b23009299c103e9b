import { asMachineId, type MachineId, type PermissionMode, permissionMode } from '@claude-remote/protocol';
import { WrongValue } from './problem.ts';

/** Text to value, for each kind of configuration value. They throw `WrongValue` with what would be right. */

export type TlsMode = 'self-signed' | 'off' | 'files';

export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port >= 0 && port <= 65_535)) throw new WrongValue('a port from 0 to 65535 (0 picks a free one)');
  return port;
}

/** An address to listen on, not a URL: no scheme, port, path or spaces. */
export function parseHost(text: string): string {
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  if (!/^[A-Za-z0-9._:%-]{1,255}$/.test(bare)) throw new WrongValue('an address such as 127.0.0.1, 0.0.0.0 or ::1');
  return bare;
}

export function parseTls(text: string): TlsMode {
  if (text === 'self-signed' || text === 'off' || text === 'files') return text;
  throw new WrongValue('one of self-signed, off, files');
}

export function parseMode(text: string): PermissionMode {
  const mode = permissionMode.safeParse(text);
  if (!mode.success) throw new WrongValue('one of ask, edits, plan, auto, bypass');
  return mode.data;
}

export function parsePath(text: string): string {
  if (text.includes('\0')) throw new WrongValue('a path');
  return text;
}

export function parseSwitch(text: string): boolean {
  if (['true', '1', 'yes', 'on'].includes(text)) return true;
  if (['false', '0', 'no', 'off'].includes(text)) return false;
  throw new WrongValue('true or false');
}

export function parseSeconds(text: string): number {
  const seconds = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (seconds < 1) throw new WrongValue('a number of seconds from 1 to 999999');
  return seconds;
}

/** Whole minutes; how long a Claude process may idle. */
export function parseMinutes(text: string): number {
  const minutes = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (minutes < 1) throw new WrongValue('a number of minutes from 1 to 99999');
  return minutes;
}

export function parseMachine(text: string): MachineId {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(text)) {
    throw new WrongValue('a machine name: 1 to 63 lower-case letters, digits or -, not beginning with -');
  }
  return asMachineId(text);
}

/** Laxer than for accounts made in the app: whoever writes the configuration may have a name from elsewhere. */
export function parseUserName(text: string): string {
  if (!/^[a-zA-Z0-9_.@-]{1,50}$/.test(text)) throw new WrongValue('1 to 50 letters, digits, _ . @ or -');
  return text;
}

/** The origin under which a proxy or tunnel shows the hub. */
export function parsePublicUrl(text: string): string {
  const right = 'an address such as https://claude.example.org';
  if (!URL.canParse(text)) throw new WrongValue(right);
  const url = new URL(text);
  const plain = url.pathname === '/' && !url.search && !url.hash && !url.username;
  if ((url.protocol !== 'https:' && url.protocol !== 'http:') || !plain) throw new WrongValue(right);
  return url.origin;
}

/** For keys of parts that do not exist yet: whatever is said but `off` is refused, never ignored. */
export function parseNotYet(text: string): null {
  if (text === 'off') return null;
  throw new WrongValue('available in this version yet; leave it out');
}

export function parseText(text: string): string {
  return text;
}

/** Names of servers that the hub may post to, beside those it knows. */
export function parsePushHosts(text: string): string[] {
  const hosts = text
    .split(',')
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== '');
  const right = hosts.every((host) => /^[a-z0-9.-]{1,253}(:\d{1,5})?$/.test(host));
  if (!right) throw new WrongValue('hosts such as push.example.org or push.example.org:8443, with commas between');
  return hosts;
}
