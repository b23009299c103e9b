import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '@claude-remote/link';
import { RemoteError } from '@claude-remote/protocol';
import type { Audit } from './audit.ts';
import { type BasicMemory, createBasicMemory } from './basic-memory.ts';
import { cookieNames } from './cookies.ts';
import { type Credential, shownCredential } from './credentials.ts';
import { readDeviceMark } from './device-cookie.ts';
import { createLogins, type Logins } from './logins.ts';
import type { Passwords } from './passwords.ts';
import type { Principal } from './principal.ts';
import type { Random } from './secrets.ts';
import type { AccessStore, UserRecord } from './store.ts';
import { createThrottle, type Throttle } from './throttle.ts';
import { createTokens, type Tokens } from './tokens.ts';

/**
 * Who is asking: the one place that turns a request into a principal. What a principal may do is decided by `may` in
 * principal.ts; cookies are set and pages worded by the doors.
 */
export interface Access {
  /** How the request means to authenticate, unchecked; decides which origin rule holds. */
  credentialOf(headers: IncomingHttpHeaders, secure: boolean): Credential;
  /** Throws `unauthenticated`, `invalid_credentials`, `too_many_attempts` or `rate_limited`. */
  authenticate(headers: IncomingHttpHeaders, caller: Caller): Promise<Principal>;
  /** Checks a name and password. Throws as `authenticate`. `mark`: the device cookie, if the browser has one. */
  checkPassword(pair: NameAndPassword, caller: Caller, mark: string | null): Promise<UserRecord>;
  readonly logins: Logins;
  readonly tokens: Tokens;
  /** To be called whenever a user's password or role changed, or the user went. */
  forget(user: string): void;
}

interface Caller {
  /** IP address. */
  readonly source: string;
  /** Whether the browser is on TLS, which decides the names of the cookies. */
  readonly secure: boolean;
}

interface NameAndPassword {
  readonly name: string;
  readonly password: string;
}

export interface AccessOptions {
  readonly store: AccessStore;
  readonly passwords: Passwords;
  readonly audit: Audit;
  /** Signs device marks; kept in the data directory. */
  readonly deviceKey: string;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Never jumps: a corrected wall clock must neither lock out nor let in. */
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Random;
}

export function createAccess(options: AccessOptions): Access {
  const checks: Checks = {
    ...options,
    throttle: createThrottle(options.clock.now),
    memory: createBasicMemory({ random: options.random, now: options.clock.now }),
    logins: createLogins(options),
    tokens: createTokens(options),
  };
  return {
    credentialOf: (headers, secure) => {
      const { kind } = shownCredential(headers, cookieNames(secure).login);
      if (kind === 'nothing') return 'none';
      return kind === 'cookie' ? 'cookie' : 'header';
    },
    authenticate: (headers, caller) => authenticate(checks, headers, caller),
    checkPassword: (pair, caller, mark) => checkPassword(checks, pair, { caller, mark }),
    logins: checks.logins,
    tokens: checks.tokens,
    forget: (user) => checks.memory.forget(user),
  };
}

interface Checks extends AccessOptions {
  readonly throttle: Throttle;
  readonly memory: BasicMemory;
  readonly logins: Logins;
  readonly tokens: Tokens;
}

async function authenticate(checks: Checks, headers: IncomingHttpHeaders, caller: Caller): Promise<Principal> {
  const shown = shownCredential(headers, cookieNames(caller.secure).login);
  switch (shown.kind) {
    case 'nothing':
      throw new RemoteError('unauthenticated');
    case 'garbled':
      throw new RemoteError('invalid_credentials');
    case 'cookie':
      return checks.logins.find(shown.secret);
    case 'bearer':
      return checks.tokens.find(shown.secret);
    case 'basic':
      return principalOf(await checkBasic(checks, shown, caller));
  }
}

async function checkBasic(checks: Checks, pair: NameAndPassword, caller: Caller): Promise<UserRecord> {
  const known = checks.memory.find(pair.name, pair.password);
  const remembered = known === null ? null : await checks.store.user(known);
  if (remembered) return remembered;
  const user = await checkPassword(checks, pair, { caller, mark: null });
  checks.memory.keep(pair.name, pair.password, user.id);
  return user;
}

async function checkPassword(
  checks: Checks,
  { name, password }: NameAndPassword,
  from: { caller: Caller; mark: string | null },
): Promise<UserRecord> {
  const user = await checks.store.userByName(name);
  const device = user ? readDeviceMark(checks.deviceKey, user.id, from.mark) : null;
  const attempt = { account: name, source: from.caller.source, device };
  checks.throttle.admit(attempt);
  const verdict = user
    ? await checks.passwords.check(password, user.passwordHash)
    : await checks.passwords.burn(password);
  if (!user || verdict === 'wrong') {
    const reason = user ? 'invalid_password' : 'user_not_found';
    await checks.audit.write({ action: 'login.failed', by: null, target: name, details: { reason }, ...from.caller });
    throw new RemoteError('invalid_credentials');
  }
  checks.throttle.succeeded(attempt);
  if (verdict === 'outdated') {
    await checks.store.updateUser(user.id, { passwordHash: await checks.passwords.hash(password) });
  }
  return user;
}

function principalOf(user: UserRecord): Principal {
  return { kind: 'user', id: user.id, name: user.name, role: user.role, login: null };
}
