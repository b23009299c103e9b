import { type Answer, asRequestId, type Event, type EventBody } from '@claude-remote/protocol';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Principal } from '../src/access/principal.ts';
import { STEP_UP_MS } from '../src/access/step-ups.ts';
import { answered, asked, dangerous } from './support/attention-stage.ts';
import { CoreStage, MACHINE, OWNER, SESSION } from './support/core-stage.ts';
import { type OpenApi, openApi } from './support/open-api.ts';

const ALLOW: Answer = { type: 'allow' };
const ID = (n: number) => `00000000-0000-4000-8000-00000000100${n}`;

describe('[D24] allowing what is dangerous', () => {
  let stage: CoreStage;
  beforeEach(async () => {
    stage = new CoreStage();
    await stage.startSession();
    const runner = await stage.runner();
    runner.send({ type: 'events', session: SESSION, events: told([asked('plain'), dangerous('risky')]) });
    await runner.settle();
  });
  const answer = (request: string, given: Answer = ALLOW, id?: string, by: Principal = OWNER) =>
    stage.submit({ kind: 'answer', request: asRequestId(request), answer: given }, id, by);
  const refused = { code: 'password_needed' };

  test('[D24] takes a password that was given to this login in the last five minutes', async () => {
    await expect(answer('risky')).rejects.toMatchObject(refused);
    stage.stepUps.passed('another login');
    await expect(answer('risky')).rejects.toMatchObject(refused);
    stage.stepUps.passed('login-1');
    await expect(answer('risky', ALLOW, ID(1))).resolves.toMatchObject({ cseq: 2 });
    await stage.clock.pass(STEP_UP_MS);
    await expect(answer('risky')).rejects.toMatchObject(refused);
    // What is on the disk keeps its answer: a device that never heard of it asks again.
    await expect(answer('risky', ALLOW, ID(1))).resolves.toMatchObject({ cseq: 2 });
    await expect(answer('risky', { type: 'deny' }, ID(1))).rejects.toMatchObject({ code: 'conflict' });
  });

  test('[D24] takes no password to deny, for ordinary requests, and where the credentials come with each request', async () => {
    await answer('risky', { type: 'deny' });
    await answer('plain');
    await answer('risky', ALLOW, ID(2), { ...OWNER, login: null });
    await answer('risky', ALLOW, ID(3), { ...OWNER, kind: 'token', login: null });
  });

  test('[D24] what the hub has not seen counts as dangerous, what was closed meanwhile as what it was', async () => {
    await expect(answer('never seen')).rejects.toMatchObject(refused);
    const runner = await stage.runner({ epoch: 2, seq: 2 });
    const closed = told([answered('plain'), answered('risky')], { epoch: 2, from: 3 });
    runner.send({ type: 'events', session: SESSION, events: closed });
    await runner.settle();
    await answer('plain');
    await expect(answer('risky')).rejects.toMatchObject(refused);
  });

  test('[D24] a restarted hub asks for the password again', async () => {
    stage.stepUps.passed('login-1');
    const next = new CoreStage(stage);
    const body = { kind: 'answer', request: asRequestId('risky'), answer: ALLOW } as const;
    await expect(next.submit(body)).rejects.toMatchObject(refused);
  });
});

describe('[D26] choosing that nothing is asked any more', () => {
  const refused = { code: 'password_needed' };
  const start = { kind: 'start', machine: MACHINE, workspace: '/w' } as const;
  const toBypass = { kind: 'change-settings', mode: 'bypass' } as const;
  let stage: CoreStage;
  beforeEach(() => {
    stage = new CoreStage();
  });

  test('[D26] takes a password at the start of a session, also to change it while its start is on the way to the disk', async () => {
    await expect(stage.submit({ ...start, settings: { mode: 'bypass' } })).rejects.toMatchObject(refused);
    stage.holding = true;
    const started = stage.submit({ ...start, settings: { mode: 'auto' } });
    const changed = stage.submit(toBypass);
    void changed.catch(() => {});
    await stage.commit();
    await started;
    await expect(changed).rejects.toMatchObject(refused);
    stage.holding = false;
    await stage.submit({ kind: 'change-settings', mode: 'edits' });
    stage.stepUps.passed('login-1');
    await stage.submit(toBypass);
  });

  test('[D26] takes a password with a plan that is approved so, and with a suggestion of Claude’s', async () => {
    await stage.startSession();
    const runner = await stage.runner();
    const suggestion = { index: 0, kind: 'mode', text: 'bypass', scope: 'session' } as const;
    runner.send({ type: 'events', session: SESSION, events: told([asked('plain', { suggestions: [suggestion] })]) });
    await runner.settle();
    const answer = (given: Answer) => stage.submit({ kind: 'answer', request: asRequestId('plain'), answer: given });
    await expect(answer({ type: 'approve', mode: 'bypass' })).rejects.toMatchObject(refused);
    await expect(answer({ type: 'allow', suggestions: [0] })).rejects.toMatchObject(refused);
    await answer({ type: 'approve', mode: 'edits' });
    await answer({ type: 'allow' });
  });
});

describe('[D24] who gave their password', () => {
  let api: OpenApi;
  beforeEach(async () => {
    api = await openApi();
    return () => api.close();
  });

  test('[D24] signing in and confirming count for that login alone, guesses and other logins do not', async () => {
    const headers = await api.login();
    const { login } = await api.access.authenticate(headers, { source: '::1', secure: false });
    const other = await api.login();
    const principal: Principal = { ...OWNER, login };
    expect(api.stepUps.isFresh(principal)).toBe(true);
    api.clock.advance(STEP_UP_MS);
    expect(api.stepUps.isFresh(principal)).toBe(false);
    const confirm = (who: typeof headers, password: string) =>
      api.ask('/api/auth/confirm', { headers: who, body: { password } });
    await confirm(headers, 'wrong');
    await confirm(other, api.password);
    expect(api.stepUps.isFresh(principal)).toBe(false);
    await confirm(headers, api.password);
    expect(api.stepUps.isFresh(principal)).toBe(true);
  });

  test('[AC29] an API token is made only after a fresh password', async () => {
    const headers = await api.login();
    const make = () => api.ask('/api/v1/tokens', { headers, body: { name: 'ci', role: 'viewer' } });
    expect((await make()).status).toBe(201);
    api.clock.advance(STEP_UP_MS);
    expect(await make()).toMatchObject({ status: 403, json: { code: 'password_needed' } });
  });
});

function told(bodies: readonly EventBody[], { epoch = 1, from = 1 } = {}): Event[] {
  return bodies.map((body, at) => ({ epoch, seq: from + at, at: 5, body }));
}
