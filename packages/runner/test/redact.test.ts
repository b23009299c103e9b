import { asCommandId, asRequestId, asToolId, type EventBody, type LiveValue } from '@claude-remote/protocol';
import { describe, expect, it } from 'vitest';
import { LiveRedactor } from '../src/redact/live-redactor.ts';
import { createRedactor } from '../src/redact/redact.ts';

const redactor = createRedactor();

/** Made up for this test; parts are joined here so that scanners of this repository find nothing. */
const j = (...parts: string[]) => parts.join('');
const AZ = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const rnd = (n: number, seed = 7) =>
  Array.from({ length: n }, (_, i) => AZ[(i * seed + seed * seed) % AZ.length]).join('');
const PEM = j(
  '-----BEGIN RSA PRIV',
  'ATE KEY-----\n',
  rnd(64),
  '\n',
  rnd(64, 11),
  '\n-----END RSA PRIV',
  'ATE KEY-----',
);

/** [text around `{}`, secret]: the secret must be gone, what is around it must stay. */
const SECRETS: [string, string][] = [
  ['export ANTHROPIC={}', j('sk-', 'ant-api03-', rnd(93), '-', rnd(6), 'AA')],
  ['key is {} ok', j('sk-', 'ant-oat01-', rnd(60))],
  ['{}', j('sk-', 'proj-', rnd(48))],
  ['it was {}.', j('sk-', rnd(48))],
  ['remote {} x', j('gh', 'p_', rnd(36))],
  ['remote {} x', j('github_', 'pat_', rnd(22), '_', rnd(59))],
  ['CI {}', j('gl', 'pat-', rnd(20))],
  ['id {} here', j('AKIA', 'IOSFODNN7', 'QWERTYU')],
  ['aws_secret_access_key = {}', j('wJalrXUtnFEMI/K7MDENG/', 'bPxRfiCYabcdefghij')],
  ['AWS_SECRET_ACCESS_KEY={}', j('wJalrXUtnFEMI/K7MDENG/', 'bPxRfiCYabcdefghij')],
  ['slack {}', j('xox', 'b-123456789012-', rnd(24))],
  ['key {}', j('AI', 'za', rnd(35))],
  ['stripe {}', j('sk_', 'live_', rnd(24))],
  ['//registry.npmjs.org/:_authToken={}', j('npm', '_', rnd(36))],
  ['jwt {} end', j('ey', 'J', rnd(20), '.ey', 'J', rnd(60), '.', rnd(43))],
  ['before\n{}\nafter', PEM],
  ['password: {}', 'hunter2'],
  ['Password: {}\nnext line', 'Tr0ub4dor&3'],
  ['"password": "{}",', 'x'],
  ['"password":"{}"}', 'correct horse battery staple'],
  ["password='{}'", 'pa ss'],
  ['API_KEY={}', 'abc+def/ghi=='],
  ['api_key: {}', 'a1b2c3d4e5f6'],
  ['DB_PASSWORD={} npm start', 's3cr3t!'],
  ['MYSQL_ROOT_PASSWORD: {}', 'letmein99'],
  ['dbPassword = "{}"', 'swordfish'],
  ['client_secret={}', '8f14e45fceea167a'],
  ['Authorization: Bearer {}', 'abcdef.ghijkl-123'],
  ['authorization: Basic {}', 'dXNlcjpwYXNz'],
  ['curl -H "Authorization: token {}" x', 'deadbeef01'],
  ['-H "X-Api-Key: {}"', 'f00dbabe1234'],
  ['git clone https://user:{}@example.org/x.git', 'p4ss-w0rd'],
  ['postgres://app:{}@db.internal:5432/app?x=1', 'q!w*e'],
  ['redis://:{}@cache:6379', 'abcabc'],
  ['GET /cb?access_token={}&x=1', 'zzzyyyxxx111'],
  ['Cookie: {}', 'sid=abc123; theme=dark'],
  ['Set-Cookie: {}', 'session=deadbeef; Path=/; HttpOnly'],
  ['bot {}', j('123456789', ':AA', rnd(33))],
  ['SECRET_KEY_BASE={}', rnd(40)],
  ['token: {}', 'a9f8e7d6c5b4'],
];

/** Prose and code in which nothing is secret. */
const PROSE = [
  'the token count is 42',
  'The auth flow works; see the password field.',
  'tokens: 1,234 input, 56 output',
  'max_tokens: 4096, "max_tokens": 4096, maxTokens=4096',
  'Password: required',
  'password: string;',
  'const password = await readPassword(prompt);',
  'password: process.env.DB_PASSWORD,',
  j('password: $', '{DB_PASSWORD}'),
  'token = parser.next();',
  'if (token === undefined) return;',
  'secret: the thing nobody knows',
  'The key: practice every day.',
  'primaryKey: true, foreignKey: false',
  'keyboard: layout',
  'Your password: it must be long.',
  'const key = keys[0];',
  'for (const [key, value] of Object.entries(x))',
  'sk-learn and sk-image are libraries',
  'bearer of bad news arrived',
  'git commit 2a503b5f1c0e4d6a8b9c7e5f3d1a2b4c6d8e0f1a',
  'https://example.org/a/b?page=2&sort=name',
  'ssh://git@example.org:2222/x.git',
  'e94f6a1e-0f3b-4d9c-8a77-0c1d2e3f4a5b',
  'Cookies are small files.',
  'import { tokenize } from "./tokens.ts";',
  'type Token = { kind: string; text: string };',
  'the passphrase prompt, the secret garden, a credential helper',
];

describe('redaction', () => {
  it.each(SECRETS)('[RD1] %s', (around, secret) => {
    const masked = redactor.text(around.replace('{}', () => secret));
    expect(masked).not.toContain(secret);
    const [before = '', after = ''] = around.split('{}');
    expect(masked.startsWith(before.slice(0, 4))).toBe(true);
    expect(masked.endsWith(after)).toBe(true);
    expect(masked).toMatch(/\[REDACTED:[a-z-]+\]/);
    for (let i = 0; i + 8 <= secret.length; i += 4) expect(masked).not.toContain(secret.slice(i, i + 8));
  });

  it.each(PROSE)('[RD2] leaves alone: %s', (text) => {
    expect(redactor.text(text)).toBe(text);
  });

  it('[RD2] masking twice changes nothing more', () => {
    for (const [around, secret] of SECRETS) {
      const once = redactor.text(around.replace('{}', () => secret));
      expect(redactor.text(once)).toBe(once);
    }
  });

  it('[RD3] masks the values this machine is known to hold, also encoded', () => {
    const secret = 'blue/horse+7 staples';
    const known = createRedactor({ DEPLOY_PASS: secret });
    const forms = [secret, encodeURIComponent(secret), JSON.stringify({ a: secret })];
    for (const shift of ['', 'a', 'ab']) forms.push(Buffer.from(`${shift}${secret}and more`).toString('base64'));
    for (const form of forms) expect(known.text(`x ${form} y`)).toContain('[REDACTED:DEPLOY_PASS]');
  });

  it('[RD4] masks inside event bodies at any depth, and never their identities', () => {
    const body: EventBody = {
      kind: 'request-opened',
      request: {
        id: asRequestId('password=abcdefg1'),
        kind: 'permission',
        openedAt: 1,
        tool: asToolId('token=abcdefg1'),
        toolName: 'Bash',
        input: { command: 'mysql --password=hunter2', env: { PASSWORD: 'x', list: ['api_key=zzz111'] } },
        facts: [],
        suggestions: [{ index: 0, kind: 'rule', text: 'Bash(PASSWORD=hunter2 x:*)', scope: 'session' }],
      },
    };
    const text = JSON.stringify(redactor.value(body));
    for (const secret of ['hunter2', 'zzz111', '"x"']) expect(text).not.toContain(secret);
    const queued: EventBody = {
      kind: 'prompt-queued',
      command: asCommandId('00000000-0000-4000-8000-000000000001'),
      text: 'use password: hunter2 please',
      attachments: [],
      by: { kind: 'user', name: 'ann' },
    };
    expect(redactor.value(queued)).toEqual({ ...queued, text: 'use password: [REDACTED:secret] please' });
  });

  it('[RD4] a value without secrets is the same object', () => {
    const body: EventBody = { kind: 'text', block: 'b1', text: 'nothing to hide' };
    expect(redactor.value(body)).toBe(body);
  });

  it('[RD5] a secret split over live pieces never leaves in part, whatever the split', () => {
    for (const [around, secret] of SECRETS) {
      const text = `intro ${around.replace('{}', () => secret)} and then more text follows.\n`;
      // Eight characters from the middle of a key block, else from the beginning; one-letter secrets are in every text.
      const probe = secret === PEM ? secret.slice(40, 48) : secret.slice(0, 8);
      for (const size of [1, 3, 7, 16]) {
        const seen = stream(text, size);
        if (secret.length > 1)
          expect(
            seen.filter((shown) => shown.includes(probe)),
            `${around} by ${size}`,
          ).toEqual([]);
        expect(seen.at(-1)).toBe(redactor.text(text));
      }
    }
  });

  it('[RD5] ordinary text streams through, held back by at most its last word', () => {
    const text = 'The quick brown fox\njumps over 한국어 텍스트 the lazy dog. ';
    const seen = stream(text, 2);
    expect(seen.at(-1)).toBe(text);
    for (const [i, shown] of seen.entries()) {
      const got = text.slice(0, (i + 1) * 2);
      expect(got.startsWith(shown)).toBe(true);
      expect(got.length - shown.length).toBeLessThanOrEqual(6);
    }
  });

  it('[RD5] a long block is redacted piece by piece with the same result', () => {
    const text = Array.from({ length: 12_000 }, (_, n) =>
      n % 1000 === 0 ? `password: hunter${n}` : `line ${n} of text`,
    ).join('\n');
    expect(stream(`${text} `, 4096).at(-1)).toBe(redactor.text(`${text} `));
  });

  it('[RD6] hostile text costs linear time', () => {
    const hostile = [
      '-----BEGIN PRIVATE KEY-----',
      'a_',
      'password',
      'token:',
      'aws',
      'eyJ',
      'x://a:',
      'Cookie: ',
      '"'.repeat(9),
      'secret_key_',
      'A1',
    ];
    for (const unit of hostile) {
      const small = cost(unit.repeat(40_000 / unit.length));
      const large = cost(unit.repeat(320_000 / unit.length));
      // Eight times the text may cost eight times as much, not sixty-four; generous, since this is no benchmark.
      expect(large, unit).toBeLessThan(Math.max(small, 2) * 32);
    }
  });
});

function cost(text: string): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i++) {
    const begin = performance.now();
    redactor.text(text);
    best = Math.min(best, performance.now() - begin);
  }
  return best;
}

/** What a viewer has after each piece. */
function stream(text: string, size: number): string[] {
  const live = new LiveRedactor(redactor);
  const seen: string[] = [];
  let held = '';
  for (let at = 0; at < text.length; at += size) {
    const value: LiveValue = {
      kind: 'partial',
      block: 'b',
      thinking: false,
      offset: at,
      text: text.slice(at, at + size),
    };
    const passed = live.pass(value);
    if (passed?.kind === 'partial') {
      expect(passed.offset).toBeLessThanOrEqual(held.length);
      held = held.slice(0, passed.offset) + passed.text;
    }
    seen.push(held);
  }
  return seen;
}
