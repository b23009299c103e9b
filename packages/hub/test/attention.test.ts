import { asMachineId, asSessionId, DEFAULT_PREFERENCES, type NoticeKind } from '@claude-remote/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AttentionStage, answered, asked, dangerous, ended } from './support/attention-stage.ts';
import { SESSION as CORE_SESSION, CoreStage } from './support/core-stage.ts';

let stage: AttentionStage;
beforeEach(() => {
  stage = new AttentionStage();
});
afterEach(async () => {
  expect(stage.trouble).toEqual([]);
  await stage.end();
});

const SESSION = asSessionId('00000000-0000-4000-8000-000000000001');
const many = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

describe('what people hear', () => {
  test('[PN4] a request is told as facts, without the command unless the person allows it', async () => {
    const owner = await stage.person('owner');
    stage.device(owner, 'ko');
    const session = stage.session();
    stage.happen(session, [asked('r1')]);
    await stage.settle();
    const [push] = stage.pushes();
    expect(push).toMatchObject({ urgency: 'high', ttl: 86_400 });
    expect(push?.message).toEqual({
      type: 'one',
      language: 'ko',
      badge: 1,
      tag: `request ${session} r1`,
      at: expect.any(Number),
      session,
      title: 'Session 1',
      machine: 'Atlas',
      notice: { kind: 'permission', request: 'r1', does: 'run', tool: 'Bash', found: [] },
      deny: true,
      head: 1,
    });
    stage.attention.setPreferences(owner, { ...DEFAULT_PREFERENCES, details: true });
    await stage.settle(20_000);
    stage.happen(session, [dangerous('r2')]);
    await stage.settle();
    expect(stage.messages()).toMatchObject([{ notice: { kind: 'danger', found: ['deletes'], subject: 'rm -rf /' } }]);
  });

  test('[PN4] finished, failed and limits are told; what somebody stopped is not', async () => {
    const owner = await stage.person('owner');
    stage.device(owner);
    const [first, second] = [stage.session(1), stage.session(2)];
    stage.happen(first, [ended()]);
    await stage.settle(20_000);
    stage.happen(first, [ended('interrupted')]);
    stage.happen(second, [ended('failed')]);
    await stage.settle(20_000);
    const limit = { kind: 'limit', limit: 'five_hour', status: 'warning', utilization: 0.9, resetsAt: 99 } as const;
    stage.happen(first, [limit]);
    stage.happen(second, [{ ...limit, utilization: 0.91 }]);
    await stage.settle(20_000);
    expect(stage.messages()).toMatchObject([
      { session: first, deny: false, notice: { kind: 'finished', durationMs: 720_000, costUsd: 0.42 } },
      { session: second, notice: { kind: 'failed', why: 'failed' } },
      { session: first, notice: { kind: 'limit', reached: false, utilization: 0.9, resetsAt: 99 } },
    ]);
  });

  test('[PN4] a viewer hears, and is not offered to decide', async () => {
    stage.device(await stage.person('looker', 'viewer'));
    stage.happen(stage.session(), [asked('r1')]);
    await stage.settle();
    expect(stage.messages()).toMatchObject([{ type: 'one', deny: false }]);
  });

  test('[PN5] events and workspaces that a person does not want are not told, to others they are', async () => {
    const [owner, other] = [await stage.person('owner'), await stage.person('other')];
    const mine = stage.device(owner);
    const theirs = stage.device(other);
    const off = (kind: NoticeKind) => ({ [kind]: { on: false, urgent: false } });
    stage.attention.setPreferences(owner, {
      ...DEFAULT_PREFERENCES,
      events: { ...DEFAULT_PREFERENCES.events, ...off('permission') },
      muted: [{ machine: asMachineId('atlas'), workspace: '/muted' }],
    });
    const session = stage.session(1);
    const muted = stage.session(2, '/muted');
    stage.happen(session, [asked('r1')]);
    stage.happen(muted, [ended()]);
    await stage.settle(20_000);
    const heard = stage.pushes();
    expect(heard.filter(({ endpoint }) => endpoint === mine.endpoint)).toEqual([]);
    expect(heard.filter(({ endpoint }) => endpoint === theirs.endpoint)).toHaveLength(2);
    stage.happen(session, [dangerous('r2')]);
    await stage.settle(20_000);
    expect(stage.pushes()).toHaveLength(2);
  });

  test('[PN6] quiet hours hold all but what is urgent, and end in one summary of what still matters', async () => {
    const owner = await stage.person('owner');
    stage.device(owner);
    // Noon in UTC is 21:00 in Seoul.
    const quiet = { from: '20:30', to: '22:00', zone: 'Asia/Seoul' };
    stage.attention.setPreferences(owner, { ...DEFAULT_PREFERENCES, quiet });
    for (const n of many(4)) stage.happen(stage.session(n), [asked(`r${n}`)]);
    stage.happen(stage.session(5), [ended()]);
    stage.happen(stage.session(6), [dangerous('urgent')]);
    await stage.settle(60_000);
    expect(stage.messages()).toMatchObject([{ notice: { kind: 'danger' } }]);
    stage.happen(SESSION, [answered('r1')]);
    stage.stop();
    stage.start();
    await stage.settle(58 * 60_000);
    expect(stage.messages()).toEqual([]);
    await stage.settle(2 * 60_000);
    expect(stage.messages()).toMatchObject([{ type: 'several', requests: 4, sessions: 4, ended: 1 }]);
  });

  test('[PN6] the end of quiet hours in the morning, and a preference that ends them, free what was held', async () => {
    const owner = await stage.person('owner');
    stage.device(owner);
    const quiet = { from: '11:00', to: '07:00', zone: 'UTC' };
    stage.attention.setPreferences(owner, { ...DEFAULT_PREFERENCES, quiet });
    stage.happen(stage.session(), [asked('r1')]);
    await stage.settle(60_000);
    expect(stage.messages()).toEqual([]);
    stage.attention.setPreferences(owner, DEFAULT_PREFERENCES);
    await stage.settle();
    expect(stage.messages()).toMatchObject([{ type: 'one' }]);
  });
});

describe('never a storm', () => {
  test.each([
    ['at once', 0],
    ['one after the other', 20],
  ])('[PN7] 200 requests %s are at most three pushes', async (_, gap) => {
    stage.device(await stage.person('owner'));
    for (const n of many(200)) {
      stage.happen(stage.session(n), [asked(`r${n}`)]);
      await stage.clock.pass(gap);
    }
    await stage.settle(60_000);
    const heard = stage.messages();
    expect(heard.length).toBeLessThanOrEqual(3);
    expect(heard.at(-1)).toMatchObject({ type: 'several', sessions: 200, requests: 200 });
  });

  test('[PN7] up to three within ten seconds go one by one, the fourth makes them one', async () => {
    stage.device(await stage.person('owner'));
    for (const n of many(3)) stage.happen(stage.session(n), [asked(`r${n}`)]);
    await stage.settle(30_000);
    expect(stage.messages().map(({ type }) => type)).toEqual(['one', 'one', 'one']);
    for (const n of [4, 5, 6, 7]) {
      stage.happen(stage.session(n), [asked(`r${n}`)]);
      await stage.settle(2_000);
    }
    await stage.settle(30_000);
    expect(stage.messages().map(({ type }) => type)).toEqual(['one', 'one', 'several']);
  });

  test('[PN8] a start tells only what is new, and nothing that happened before the first start ever', async () => {
    await stage.end();
    stage = new AttentionStage([ended()]);
    const before = SESSION;
    stage.device(await stage.person('owner'));
    await stage.settle(20_000);
    expect(stage.messages()).toEqual([]);
    stage.happen(before, [asked('r1')]);
    await stage.settle(20_000);
    expect(stage.messages()).toHaveLength(1);
    stage.stop();
    const after = stage.session(2);
    stage.happen(after, [asked('r2'), answered('r2'), ended()], { tell: false });
    stage.start();
    await stage.settle(20_000);
    expect(stage.messages()).toMatchObject([{ session: after, notice: { kind: 'finished' } }]);
    stage.stop();
    stage.start();
    await stage.settle(20_000);
    expect(stage.messages()).toEqual([]);
  });

  test('[PN8] what was decided on is told although the hub ended in between', async () => {
    stage.device(await stage.person('owner'));
    stage.unreachable = true;
    stage.happen(stage.session(), [asked('r1')]);
    await stage.settle(2_000);
    stage.stop();
    stage.unreachable = false;
    stage.start();
    await stage.settle(60_000);
    expect(stage.messages()).toMatchObject([{ type: 'one' }]);
  });
});

describe('what is settled', () => {
  test('[PN9] is never told when nobody heard of it yet', async () => {
    stage.device(await stage.person('owner'));
    const session = stage.session();
    stage.happen(session, [asked('r1')]);
    await stage.settle(500);
    stage.happen(session, [answered('r1')]);
    await stage.settle(20_000);
    expect(stage.messages()).toEqual([]);
  });

  test('[PN9] leaves every device, with the same topic so that it overtakes what still waits there', async () => {
    const owner = await stage.person('owner');
    stage.device(owner);
    stage.device(await stage.login('owner'));
    const session = stage.session();
    stage.happen(session, [asked('r1')]);
    await stage.settle(20_000);
    const told = stage.pushes();
    expect(told).toHaveLength(2);
    stage.happen(session, [answered('r1')]);
    await stage.settle(20_000);
    const closed = stage.pushes();
    expect(closed.map(({ message }) => message)).toEqual(
      many(2).map(() => ({ type: 'close', tags: [`request ${session} r1`], loud: false, badge: 0, language: 'en' })),
    );
    expect(closed.map(({ topic }) => topic)).toEqual(told.map(({ topic }) => topic));
  });

  test('[PN9] what was told as one goes when the last of it is settled', async () => {
    stage.device(await stage.person('owner'));
    const session = stage.session();
    stage.happen(
      session,
      many(5).map((n) => asked(`r${n}`)),
    );
    await stage.settle(20_000);
    expect(stage.messages()).toMatchObject([{ type: 'several', sessions: 1, requests: 5 }]);
    stage.happen(
      session,
      many(4).map((n) => answered(`r${n}`)),
    );
    await stage.settle(20_000);
    expect(stage.messages()).toEqual([]);
    stage.happen(session, [answered('r5')]);
    await stage.settle(20_000);
    expect(stage.messages()).toMatchObject([{ type: 'close', tags: ['several'] }]);
  });

  test('[PN9] a deleted session leaves every device, and nothing of it is kept', async () => {
    const owner = await stage.person('owner');
    stage.device(owner);
    stage.attention.setPreferences(owner, { ...DEFAULT_PREFERENCES, details: true });
    const session = stage.session();
    stage.happen(session, [dangerous('r1')]);
    await stage.settle(20_000);
    expect(stage.messages()).toMatchObject([{ notice: { subject: 'rm -rf /' } }]);
    stage.attention.removed(session);
    await stage.settle(20_000);
    expect(stage.messages()).toMatchObject([{ type: 'close', tags: [`request ${session} r1`] }]);
    stage.stop();
    expect(stage.file().includes('rm -rf')).toBe(false);
    stage.start();
  });

  test('[PN9] a session that works again has not finished', async () => {
    stage.device(await stage.person('owner'));
    const session = stage.session();
    const end = ended();
    if (end.kind !== 'turn-ended') throw new Error('not an end');
    const next = { kind: 'turn-started', turn: 2, command: end.command, text: 'go on', attachments: [] } as const;
    stage.happen(session, [end, { ...next, attachments: [], by: { kind: 'user', name: 'owner' } }]);
    await stage.settle(20_000);
    expect(stage.messages()).toEqual([]);
  });
});

describe('devices', () => {
  test('[PN10] a device ends with its login, and stays with a login that is refreshed', async () => {
    const owner = await stage.person('owner');
    stage.device(owner);
    const at = stage.now();
    await stage.accounts.renewLogin(owner.login, {
      hash: 'renewed',

      lastUsedAt: at,
      expiresAt: at + 1e9,
    });
    stage.happen(stage.session(1), [asked('r1')]);
    await stage.settle(20_000);
    expect(stage.messages()).toHaveLength(1);
    await stage.accounts.removeLogin('renewed');
    stage.happen(stage.session(2), [asked('r2')]);
    await stage.settle(20_000);
    expect(stage.messages()).toEqual([]);
    expect(stage.attention.devices(owner)).toEqual([]);
  });

  test('[PN10] a login that is over by its age gets nothing more', async () => {
    stage.device(await stage.person('owner'));
    await stage.settle(8 * 86_400_000);
    stage.happen(stage.session(1), [asked('r1')]);
    await stage.settle(20_000);
    expect(stage.messages()).toEqual([]);
  });

  test('[PN10] who knows a device’s address and not its keys cannot take it over', async () => {
    const owner = await stage.person('owner');
    const device = stage.device(owner);
    const thief = await stage.person('thief');
    const own = stage.service.subscribe(stage.attention.publicKey);
    const wish = { endpoint: device.endpoint, ...own.keys, language: 'en', device: 'x' } as const;
    expect(() => stage.attention.subscribe(thief, wish)).toThrow(/role/);
    stage.attention.subscribe(thief, { ...wish, ...device.keys }); // the same browser, signed in as somebody else
    expect(stage.attention.devices(owner)).toEqual([]);
    expect(stage.attention.devices(thief)).toHaveLength(1);
    expect(stage.attention.unsubscribe(owner, device.endpoint)).toBe(false);
    expect(stage.attention.unsubscribe(thief, device.endpoint)).toBe(true);
  });

  test('[PN10] a push goes to a device only while it is allowed, and no account has more than twenty', async () => {
    const owner = await stage.person('owner');
    for (const _ of many(25)) stage.device(owner);
    expect(stage.attention.devices(owner)).toHaveLength(20);
    const tokenless = { ...owner, login: null };
    const device = stage.service.subscribe(stage.attention.publicKey);
    const wish = { endpoint: device.endpoint, ...device.keys, language: 'en', device: 'x' } as const;
    expect(() => stage.attention.subscribe(tokenless, wish)).toThrow(/signed-in browser/);
    expect(() => stage.attention.subscribe(owner, { ...wish, endpoint: 'https://localhost/x' })).toThrow(/endpoint/);
  });

  test('[PN11] a service that is away is tried again, as late as it asks; a device that is gone is forgotten', async () => {
    const owner = await stage.person('owner');
    const device = stage.device(owner);
    stage.service.refusals.push({ status: 503 }, { status: 429, retryAfter: '120' });
    stage.happen(stage.session(1), [asked('r1')]);
    await stage.settle(20_000);
    expect(stage.service.refusals).toEqual([]);
    await stage.settle(90_000);
    expect(stage.messages()).toEqual([]);
    await stage.settle(40_000);
    expect(stage.messages()).toHaveLength(1);
    stage.service.forget(device.endpoint);
    stage.happen(stage.session(2), [asked('r2')]);
    await stage.settle(20_000);
    expect(stage.attention.devices(owner)).toEqual([]);
  });

  test('[PN11] what is too old to matter is given up, and what is refused is not repeated', async () => {
    stage.device(await stage.person('owner'));
    stage.unreachable = true;
    stage.happen(stage.session(1), [ended()]);
    await stage.settle(7 * 3_600_000);
    stage.unreachable = false;
    await stage.settle(3_600_000);
    expect(stage.messages()).toEqual([]);
    stage.service.refusals.push({ status: 413 });
    stage.happen(stage.session(2), [ended()]);
    await stage.settle(3_600_000);
    expect(stage.messages()).toEqual([]);
  });

  test('[PN12] a device that shows the session is not told, the others are', async () => {
    const owner = await stage.person('owner');
    stage.device(owner);
    const other = stage.device(await stage.login('owner'));
    const session = stage.session();
    stage.looking = { login: owner.login, session };
    stage.happen(session, [asked('r1')]);
    await stage.settle(20_000);
    expect(stage.pushes().map(({ endpoint }) => endpoint)).toEqual([other.endpoint]);
  });

  test('[PN12] a page says which session it shows, and no more when it is gone', async () => {
    const core = new CoreStage();
    const page = await core.client();
    page.send({ type: 'looking', session: CORE_SESSION });
    await page.settle();
    expect(core.core.looksAt('login-1', CORE_SESSION)).toBe(true);
    expect(core.core.looksAt('login-2', CORE_SESSION)).toBe(false);
    page.send({ type: 'looking', session: null });
    await page.settle();
    expect(core.core.looksAt('login-1', CORE_SESSION)).toBe(false);
    page.send({ type: 'looking', session: CORE_SESSION });
    await page.settle();
    page.cut();
    await page.settle();
    expect(core.core.looksAt('login-1', CORE_SESSION)).toBe(false);
  });

  test('[PN13] a test reaches the person’s own devices, says what became of it, and not more often than sensible', async () => {
    const owner = await stage.person('owner');
    const device = stage.device(owner, 'ko');
    stage.device(await stage.person('other'));
    expect(await stage.attention.test(owner, device.endpoint)).toEqual([{ device: 'a phone', outcome: 'sent' }]);
    expect(stage.pushes()).toMatchObject([{ endpoint: device.endpoint, message: { type: 'test', language: 'ko' } }]);
    await expect(stage.attention.test(owner, null)).rejects.toThrow(/Too many/);
    await stage.settle(5_000);
    stage.service.forget(device.endpoint);
    expect(await stage.attention.test(owner, null)).toEqual([{ device: 'a phone', outcome: 'gone' }]);
  });
});
