import { randomBytes } from 'node:crypto';
import { RemoteError } from '@claude-remote/protocol';
import { pino } from 'pino';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Access, createAccess } from '../src/access/access.ts';
import { createAudit } from '../src/access/audit.ts';
import { cookieNames, readCookie, writeCookie } from '../src/access/cookies.ts';
import { issueDeviceMark, readDeviceMark } from '../src/access/device-cookie.ts';
import { LOGIN_IDLE_MS, LOGIN_MAX_MS } from '../src/access/logins.ts';
import { createPasswords, type Passwords, requireGoodPassword } from '../src/access/passwords.ts';
import { hashSecret, safeEqual, secretToken } from '../src/access/secrets.ts';
import { createSetupCode, SETUP_CODE_MS } from '../src/access/setup-code.ts';
import type { UserRecord } from '../src/access/store.ts';
import { createThrottle } from '../src/access/throttle.ts';
import { memoryAccessStore } from './support/memory-access-store.ts';

const codeOf = (error: unknown) => (error instanceof RemoteError ? error.code : String(error));
const rejection = (promise: Promise<unknown>) => promise.then(() => 'fine', codeOf);

/** Counts instead of hashing: what is hashed, not how, is the subject here. */
function countingPasswords() {
  const calls = { check: 0, burn: 0 };
  const passwords: Passwords = {
    hash: async (password) => `hash of ${password}`,
    check: async (password, hash) => {
      calls.check++;
      return hash === `hash of ${password}` ? 'right' : 'wrong';
    },
    burn: async () => {
      calls.burn++;
      return 'wrong';
    },
  };
  return { passwords, calls };
}

const owner: UserRecord = {
  id: 'u1',
  name: 'owner',
  passwordHash: 'hash of right password',
  role: 'operator',
  createdAt: 0,
};

describe('access', () => {
  let time = 1_000_000;
  let store = memoryAccessStore();
  let counting = countingPasswords();
  let access: Access;
  const caller = { source: '192.0.2.1', secure: true };

  beforeEach(async () => {
    time = 1_000_000;
    store = memoryAccessStore();
    counting = countingPasswords();
    const now = () => time;
    const audit = createAudit({ store, log: pino({ level: 'silent' }), now });
    access = createAccess({
      store,
      passwords: counting.passwords,
      audit,
      deviceKey: 'k',
      now,
      clock: { now },
      random: randomBytes,
    });
    await store.addUser(owner);
  });

  const basic = (name: string, password: string) => ({
    authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
  });

  test('[AC1] a cookie, a token and Basic each name their principal', async () => {
    const { secret } = await access.logins.begin(owner);
    const cookie = { cookie: `${cookieNames(true).login}=${secret}` };
    expect(await access.authenticate(cookie, caller)).toMatchObject({ kind: 'user', name: 'owner', role: 'operator' });
    const token = await access.tokens.create(owner, { name: 'ci', role: 'viewer' });
    expect(await access.authenticate({ authorization: `Bearer ${token.secret}` }, caller)).toMatchObject({
      kind: 'token',
      role: 'viewer',
      login: null,
    });
    expect(await access.authenticate(basic('owner', 'right password'), caller)).toMatchObject({ kind: 'user' });
  });

  test('[AC2] no malformed, partial or altered credential is taken', async () => {
    const { secret } = await access.tokens.create(owner, { name: 'ci', role: 'viewer' });
    const flipped = `${secret.slice(0, -2)}${secret.endsWith('AA') ? 'BB' : 'AA'}`;
    const bad = [
      ...[
        '',
        'undefined',
        'null',
        '[]',
        '[object Object]',
        secret.slice(0, -1),
        `${secret}A`,
        flipped,
        hashSecret(secret),
      ],
    ].map((value) => `Bearer ${value}`);
    const garbled = [
      'Bearer',
      'Basic',
      'Basic ',
      'Basic Og==',
      'Basic %%%',
      'Digest x',
      secret,
      `bearer\t${secret}`,
      'Basic bm9jb2xvbg==',
    ];
    for (const authorization of [...bad, ...garbled]) {
      expect(await rejection(access.authenticate({ authorization }, caller)), authorization).toBe(
        'invalid_credentials',
      );
    }
    for (const cookie of [
      '',
      'claude-remote=x',
      `${cookieNames(true).login}=`,
      `${cookieNames(true).login}=undefined`,
    ]) {
      expect(await rejection(access.authenticate({ cookie }, caller)), cookie).toBe('unauthenticated');
    }
  });

  test('[AC2] a wrong Authorization header is not saved by a good cookie', async () => {
    const { secret } = await access.logins.begin(owner);
    const headers = { cookie: `${cookieNames(true).login}=${secret}`, authorization: 'Bearer nonsense' };
    expect(await rejection(access.authenticate(headers, caller))).toBe('invalid_credentials');
  });

  test('[AC3] an unknown name costs a hash like a wrong password and answers the same', async () => {
    expect(await rejection(access.authenticate(basic('owner', 'wrong'), caller))).toBe('invalid_credentials');
    expect(await rejection(access.authenticate(basic('nobody', 'wrong'), caller))).toBe('invalid_credentials');
    expect(counting.calls).toEqual({ check: 1, burn: 1 });
    expect(store.audit.map(({ action }) => action)).toEqual(['login.failed', 'login.failed']);
  });

  test('[AC4] Basic hashes once in five minutes, and a changed password ends that', async () => {
    for (let i = 0; i < 5; i++) await access.authenticate(basic('owner', 'right password'), caller);
    expect(counting.calls.check).toBe(1);
    time += 5 * 60_000;
    await access.authenticate(basic('owner', 'right password'), caller);
    expect(counting.calls.check).toBe(2);
    await store.updateUser(owner.id, { passwordHash: 'hash of another' });
    access.forget(owner.id);
    expect(await rejection(access.authenticate(basic('owner', 'right password'), caller))).toBe('invalid_credentials');
  });

  test('[AC5] a login ends by idling, by age and by signing out', async () => {
    const headers = async () => ({ cookie: `${cookieNames(true).login}=${(await access.logins.begin(owner)).secret}` });
    const idle = await headers();
    time += LOGIN_IDLE_MS;
    expect(await rejection(access.authenticate(idle, caller))).toBe('unauthenticated');
    const old = await headers();
    for (let day = 0; day < 30; day++) {
      expect(await rejection(access.authenticate(old, caller))).toBe('fine');
      time += LOGIN_MAX_MS / 30;
    }
    expect(await rejection(access.authenticate(old, caller))).toBe('unauthenticated');
    const left = await headers();
    const { login } = await access.authenticate(left, caller);
    await access.logins.end(login ?? '');
    expect(await rejection(access.authenticate(left, caller))).toBe('unauthenticated');
  });

  test('[AC5] secrets are stored as hashes only', async () => {
    const { secret } = await access.logins.begin(owner);
    const { login } = await access.logins.find(secret);
    expect(login).toBe(hashSecret(secret));
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
  });

  test('[AC6] a token is never worth more than its owner, now and later', async () => {
    expect(await rejection(access.tokens.create(owner, { name: 'x', role: 'admin' }))).toBe('forbidden');
    const { secret } = await access.tokens.create(owner, { name: 'x', role: 'operator' });
    await store.updateUser(owner.id, { role: 'viewer' });
    expect((await access.tokens.find(secret)).role).toBe('viewer');
  });

  test('[AC7] an attacker who guesses cannot lock the owner out of a browser that signed in before', async () => {
    const mark = issueDeviceMark('k', owner.id, randomBytes);
    const guess = (password: string, from: string | null) =>
      rejection(access.checkPassword({ name: 'owner', password }, caller, from));
    const answers = [];
    for (let i = 0; i < 1_000; i++) answers.push(await guess(`guess ${i}`, null));
    expect(answers.filter((answer) => answer === 'invalid_credentials').length).toBeLessThanOrEqual(5);
    expect(await guess('right password', null)).toBe('too_many_attempts');
    expect(await guess('right password', mark)).toBe('fine');
    expect(await guess('right password', issueDeviceMark('other key', owner.id, randomBytes))).toBe(
      'too_many_attempts',
    );
  });

  test('[AC7] tries in parallel are counted before they are checked', async () => {
    const tries = Array.from({ length: 50 }, (_, i) =>
      rejection(access.checkPassword({ name: 'owner', password: `${i}` }, caller, null)),
    );
    const answers = await Promise.all(tries);
    expect(answers.filter((answer) => answer === 'invalid_credentials')).toHaveLength(5);
  });
});

describe('throttle', () => {
  const attempt = (account: string, source: string, device: string | null = null) => ({ account, source, device });

  test('[AC7] one account gets at most 10 tries in 15 minutes from one source, one source at most 30', () => {
    let time = 0;
    const count = (next: (i: number) => string) => {
      time = 0;
      const throttle = createThrottle(() => time);
      let admitted = 0;
      for (let i = 0; time < 15 * 60_000; i++, time += 1_000) {
        try {
          throttle.admit(attempt(next(i), '198.51.100.7'));
          admitted++;
        } catch {
          // refused, which is what is counted
        }
      }
      return admitted;
    };
    expect(count(() => 'owner')).toBeLessThanOrEqual(10);
    expect(count((i) => `name${i}`)).toBeLessThanOrEqual(30);
  });

  test('[AC7] a right password forgives the account, but not other guesses from the same source', () => {
    const throttle = createThrottle(() => 0);
    for (let i = 0; i < 19; i++) throttle.admit(attempt(`name${i}`, '192.0.2.9'));
    throttle.admit(attempt('mine', '192.0.2.9'));
    throttle.succeeded(attempt('mine', '192.0.2.9'));
    throttle.admit(attempt('other', '192.0.2.9'));
    expect(() => throttle.admit(attempt('more', '192.0.2.9'))).toThrow(RemoteError);
  });

  test('[AC7] IPv6 neighbours are one source, however they are written', () => {
    const throttle = createThrottle(() => 0);
    const forms = ['2001:db8::1', '2001:db8:0:0::2', '2001:db8:0:0:aaaa:bbbb:cccc:dddd', '2001:db8::ffff:1'];
    for (let i = 0; i < 20; i++) throttle.admit(attempt(`name${i}`, forms[i % forms.length] ?? ''));
    expect(() => throttle.admit(attempt('x', '2001:db8::9'))).toThrow(RemoteError);
    expect(() => throttle.admit(attempt('x', '2001:db8:0:1::9'))).not.toThrow();
  });

  test('[AC7] the clock going back does not lock for ever, and a flood of sources is bounded', () => {
    let time = 1e9;
    const throttle = createThrottle(() => time);
    for (let i = 0; i < 5; i++) throttle.admit(attempt('owner', '192.0.2.1'));
    for (let i = 0; i < 100_000; i++) throttle.admit(attempt('owner', `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`));
    time += 3_600_000;
    expect(() => throttle.admit(attempt('owner', '192.0.2.1'))).not.toThrow();
  });
});

describe('setup code', () => {
  test('[AC8] of 50 uses at once exactly one succeeds; the code ends with its time and with the next one', () => {
    let time = 0;
    const setup = createSetupCode({ random: randomBytes, now: () => time });
    expect(setup.consume('')).toBe(false);
    const code = setup.issue();
    expect(Array.from({ length: 50 }, () => setup.consume(code)).filter(Boolean)).toHaveLength(1);
    const late = setup.issue();
    time += SETUP_CODE_MS;
    expect(setup.consume(late)).toBe(false);
    const first = setup.issue();
    const second = setup.issue();
    expect(setup.consume(first)).toBe(false);
    expect(setup.consume(second)).toBe(true);
  });
});

describe('passwords', () => {
  const passwords = createPasswords();

  test('[AC9] are kept as argon2id with 46 MiB, two rounds, and longer than any hash is taken whole', async () => {
    const long = `${'ä🔑'.repeat(60)}x`;
    const hash = await passwords.hash(long);
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=47104,t=2,p=1\$/);
    expect(await passwords.check(long, hash)).toBe('right');
    expect(await passwords.check(`${long.slice(0, -1)}y`, hash)).toBe('wrong');
    expect(await passwords.burn(long)).toBe('wrong');
  });

  test('[AC9] an older hash is right but outdated', async () => {
    const { hash } = await import('@node-rs/argon2');
    const old = await hash('some password', { memoryCost: 8 * 1024, timeCost: 1, parallelism: 1 });
    expect(await passwords.check('some password', old)).toBe('outdated');
  });

  test('[AC9] more than 22 at once are refused instead of eating the memory', async () => {
    let running = 0;
    let most = 0;
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const argon2 = await import('@node-rs/argon2');
    const slow = createPasswords(async () => {
      most = Math.max(most, ++running);
      await held;
      running--;
      return { ...argon2, hash: async () => 'hash' } as typeof argon2; // only `hash` is called here
    });
    const all = Array.from({ length: 200 }, () => rejection(slow.hash('p')));
    release();
    const answers = await Promise.all(all);
    expect(most).toBe(2);
    expect(answers.filter((answer) => answer === 'fine')).toHaveLength(22);
    expect(answers.filter((answer) => answer === 'rate_limited')).toHaveLength(178);
  });

  test.each([
    'short',
    'Password1234',
    '123456789012',
    'aaaaaaaaaaaaa',
    'abcdefghijklmnop',
    'xx-owner-xxxx',
    '987654321098',
    'x'.repeat(201),
  ])('[AC9] %s is refused', (password) => {
    expect(() => requireGoodPassword(password, 'owner')).toThrow(RemoteError);
  });

  test.each(['twelve chars!', 'läuft-bei-uns-2', '正しい馬のバッテリーホチキス', ' spaces are fine '])(
    '[AC9] %s is taken',
    (password) => {
      expect(() => requireGoodPassword(password, 'owner')).not.toThrow();
    },
  );
});

describe('secrets and cookies', () => {
  test('[AC10] cookies are out of reach of scripts, other sites and plain HTTP', () => {
    const { login } = cookieNames(true);
    expect(login).toBe('__Host-claude-remote');
    expect(writeCookie(login, 'v', { secure: true, seconds: 60 })).toBe(
      '__Host-claude-remote=v; Path=/; HttpOnly; SameSite=Strict; Max-Age=60; Secure',
    );
    expect(writeCookie(cookieNames(false).login, 'v', { secure: false, seconds: 60 })).not.toContain('Secure');
  });

  test('[AC10] a cookie that is there twice is not believed', () => {
    expect(readCookie('a=1; b=2', 'b')).toBe('2');
    expect(readCookie('b=1; b=2', 'b')).toBeNull();
    expect(readCookie(undefined, 'b')).toBeNull();
  });

  test('[AC7] a device mark serves one user only', () => {
    const mark = issueDeviceMark('key', 'u1', randomBytes);
    expect(readDeviceMark('key', 'u1', mark)).not.toBeNull();
    expect(readDeviceMark('key', 'u2', mark)).toBeNull();
    for (const bad of [null, '', '.', 'a.b', `${mark}x`, `${mark}.x`])
      expect(readDeviceMark('key', 'u1', bad)).toBeNull();
  });

  test('[AC5] secrets hold 256 bits and are compared whole', () => {
    const secret = secretToken(randomBytes);
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    expect(safeEqual(secret, secret)).toBe(true);
    expect(safeEqual(secret, secret.slice(1))).toBe(false);
    expect(safeEqual('', '')).toBe(true);
  });
});
