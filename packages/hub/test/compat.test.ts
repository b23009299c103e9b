import { wireError } from '@claude-remote/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLanes } from '../src/doors/compat-lanes.ts';
import { importConversations, parseConversations } from '../src/start/import-conversations.ts';
import { memoryAccessStore } from './support/memory-access-store.ts';
import { basic, type OpenDoor, openDoor } from './support/open-door.ts';
import { type StubCore, stubCore } from './support/stub-core.ts';

const IDLE_MS = 300_000;
const UUID = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
let core: StubCore;
let door: OpenDoor;
let auth: { authorization: string };
beforeEach(async () => {
  core = stubCore();
  door = await openDoor({ core, idleMs: IDLE_MS });
  auth = basic('owner', door.password);
});
afterEach(() => door.close());

const chat = (body: Record<string, unknown>) => door.ask('/api/chat', { headers: auth, body });
const asked = () => core.submitted.map(({ body }) => body.kind);

describe('lanes', () => {
  test('[S05] a key takes its work in order, also after a failure; a full lane refuses; an empty one is forgotten', async () => {
    const lanes = createLanes();
    const order: string[] = [];
    const work = (name: string) => async () => {
      order.push(`${name} begins`);
      await Promise.resolve();
      order.push(`${name} ends`);
      if (name === 'b') throw new Error('b fails');
    };
    const all = await Promise.allSettled([
      lanes.run('k', work('a')),
      lanes.run('k', work('b')),
      lanes.run('k', work('c')),
    ]);
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(order).toEqual(['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]));
    const many = await Promise.allSettled(Array.from({ length: 60 }, () => lanes.run('k', async () => 1)));
    expect(many.filter(({ status }) => status === 'rejected')).toHaveLength(10);
    expect(await lanes.run('k', async () => 2)).toBe(2);
  });
});

describe('seed 000', () => {
  test('[S01] health is public', async () => {
    const { status, json } = await door.ask('/health');
    expect(status).toBe(200);
    expect(json).toEqual({ status: 'healthy', service: 'claude-remote-access', version: '0.0.0-test' });
  });

  test('[S02] wrong or missing credentials: 401, an invitation to Basic, and the seed body', async () => {
    for (const headers of [{}, basic('owner', 'wrong'), basic('nobody', 'x'), { authorization: 'Basic' }]) {
      for (const [path, method] of [
        ['/api/chat', 'POST'],
        ['/api/reset', 'POST'],
        ['/api/sessions', 'GET'],
      ] as const) {
        const answer = await door.ask(path, {
          method,
          headers,
          ...(path === '/api/chat' ? { body: { message: 'x' } } : {}),
        });
        if (answer.status === 429) continue; // guessing is slowed down, too
        expect(answer).toMatchObject({ status: 401, json: { detail: 'Invalid credentials' } });
        expect(answer.headers['www-authenticate']).toMatch(/^Basic/);
      }
    }
    expect((await door.ask('/api/auth/me')).headers['www-authenticate']).toBeUndefined();
  });

  test('[S03] a message gets the answer, with session, cost and turns; the conversation is remembered', async () => {
    const waiting = chat({ message: 'hello' });
    const start = await core.next('start');
    expect(start.body).toMatchObject({ machine: 'local', settings: { mode: 'edits' } });
    const prompt = await core.next('prompt');
    expect(prompt).toMatchObject({ session: start.session, body: { text: 'hello' } });
    core.answer(prompt, 'hi there');
    const { status, json } = await waiting;
    expect(status).toBe(200);
    expect(json).toEqual({
      response: 'hi there',
      session_id: start.session,
      cost: 0.25,
      turns: 3,
      success: true,
      error: null,
    });
    const sessions = await door.ask('/api/sessions', { headers: auth });
    expect(sessions.json).toEqual({
      default: {
        session_id: start.session,
        created_at: '2023-11-14T22:13:20.000Z',
        last_message_at: '2023-11-14T22:13:20.000Z',
        turn_count: 3,
        last_message: 'hello',
      },
    });
  });

  test('[S04] the named session goes first, then the remembered one, then a new one', async () => {
    const first = chat({ message: 'one', conv_id: 'a' });
    const start = await core.next('start');
    core.answer(await core.next('prompt'), '1');
    await first;
    const second = chat({ message: 'two', conv_id: 'a' });
    const prompt = await core.next('prompt');
    expect(prompt.session).toBe(start.session);
    core.answer(prompt, '2');
    await second;
    const third = chat({ message: 'three', conv_id: 'a', session_id: UUID.toUpperCase() });
    expect((await core.next('start')).body).toMatchObject({ from: { claudeSession: UUID, how: 'resume' } });
    const named = await core.next('prompt');
    expect(named.session).toBe(UUID);
    core.answer(named, '3');
    expect((await third).json).toMatchObject({ session_id: UUID });
    expect(asked()).toEqual(['start', 'prompt', 'prompt', 'start', 'prompt']);
  });

  test('[S05] one conversation takes its messages in order; several conversations run at once', async () => {
    const a1 = chat({ message: 'a1', conv_id: 'a' });
    const firstA = await core.next('prompt');
    const a2 = chat({ message: 'a2', conv_id: 'a' });
    const b1 = chat({ message: 'b1', conv_id: 'b' });
    const firstB = await core.next('prompt');
    expect(firstB.body).toMatchObject({ text: 'b1' });
    core.answer(firstB, 'B1');
    expect((await b1).json.response).toBe('B1');
    expect(core.submitted.filter(({ body }) => body.kind === 'prompt')).toHaveLength(2);
    core.answer(firstA, 'A1');
    expect((await a1).json.response).toBe('A1');
    const secondA = await core.next('prompt');
    expect(secondA).toMatchObject({ session: firstA.session, body: { text: 'a2' } });
    core.answer(secondA, 'A2');
    expect((await a2).json.response).toBe('A2');
  });

  test('[S05] two first messages of one conversation at once begin one session', async () => {
    const put = door.store.putConversation;
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    door.store.putConversation = (record) => released.then(() => put(record));
    const both = [chat({ message: '1' }), chat({ message: '2' })];
    await core.next('start');
    for (let i = 0; i < 5; i++) await door.ask('/health');
    release();
    core.answer(await core.next('prompt'), 'a');
    core.answer(await core.next('prompt'), 'b');
    await Promise.all(both);
    expect(asked()).toEqual(['start', 'prompt', 'prompt']);
  });

  test('[S06] silence, not length, stops the turn; the conversation is kept', async () => {
    const waiting = chat({ message: 'think hard' });
    const prompt = await core.next('prompt');
    for (let i = 0; i < 5; i++) {
      door.clock.advance(IDLE_MS - 1);
      core.emit(prompt.session, { kind: 'text', block: `b${i}`, text: 'still here' });
      door.clock.advance(IDLE_MS - 1);
      core.live(prompt.session);
    }
    // A round trip, so that whatever was set off has happened.
    await door.ask('/health');
    expect(asked()).toEqual(['start', 'prompt']);
    door.clock.advance(IDLE_MS);
    await core.next('interrupt');
    core.emit(prompt.session, {
      kind: 'turn-ended',
      turn: 1,
      command: prompt.id,
      outcome: 'interrupted',
      costUsd: 0,
      totalCostUsd: 0,
      usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
      durationMs: 0,
      rounds: 0,
    });
    const { status, json } = await waiting;
    expect(status).toBe(504);
    expect(json).toMatchObject({ success: false, response: '', session_id: prompt.session, code: 'claude_silent' });
    const again = chat({ message: 'go on' });
    const next = await core.next('prompt');
    expect(next.session).toBe(prompt.session);
    core.answer(next, 'gone on');
    expect((await again).json.success).toBe(true);
  });

  test('[S06] when Claude waited for a person, the answer says for what', async () => {
    const waiting = chat({ message: 'delete it' });
    const prompt = await core.next('prompt');
    core.emit(prompt.session, {
      kind: 'request-opened',
      request: {
        kind: 'permission',
        id: 'r1' as never,
        openedAt: 0,
        toolName: 'Bash',
        input: {},
        facts: [],
        suggestions: [],
      },
    });
    door.clock.advance(IDLE_MS);
    await core.next('interrupt');
    door.clock.advance(IDLE_MS);
    const { status, json } = await waiting;
    expect(status).toBe(504);
    expect(json.error).toContain('permission to use Bash');
  });

  test('[S07] failures have real status codes beside success and error', async () => {
    const waiting = chat({ message: 'x' });
    const prompt = await core.next('prompt');
    core.emit(prompt.session, {
      kind: 'command-refused',
      command: prompt.id,
      error: wireError('claude_missing', { machine: 'm' }),
    });
    const { status, json } = await waiting;
    expect(status).toBe(502);
    expect(json).toMatchObject({ success: false, code: 'claude_missing' });
    expect(json.error).toContain('Claude Code was not found');
    for (const body of [{}, { message: 7 }, { message: 'x', session_id: 'nope' }, { message: 'x', conv_id: '' }]) {
      expect(await chat(body)).toMatchObject({ status: 400, json: { code: 'bad_request' } });
    }
    expect((await door.ask('/api/chat', { headers: auth })).status).toBe(404);
  });

  test('[D26] a hub whose owner chose that nothing is asked leaves that to the machine, and takes no password for it', async () => {
    const stub = stubCore();
    const bypassing = await openDoor({ core: stub, chatMode: 'bypass' });
    const headers = basic('owner', bypassing.password);
    const waiting = bypassing.ask('/api/chat', { headers, body: { message: 'x' } });
    expect((await stub.next('start')).body).toEqual({ kind: 'start', machine: 'local', settings: {} });
    stub.answer(await stub.next('prompt'), 'y');
    expect((await waiting).status).toBe(200);
    await bypassing.close();
  });

  test('[S07] without any machine there is a clear answer', async () => {
    const alone = await openDoor({ core: stubCore({ machine: null }) });
    const answer = await alone.ask('/api/chat', { headers: basic('owner', alone.password), body: { message: 'x' } });
    expect(answer).toMatchObject({ status: 503, json: { code: 'machine_away' } });
    await alone.close();
  });

  test('[S08] reset forgets the conversation, and is fine with one that is not there', async () => {
    const waiting = chat({ message: 'x', conv_id: 'weird name ÄÖ/../' });
    core.answer(await core.next('prompt'), 'y');
    await waiting;
    const path = `/api/reset?conv_id=${encodeURIComponent('weird name ÄÖ/../')}`;
    const answer = await door.ask(path, { method: 'POST', headers: auth });
    expect(answer.json).toEqual({ message: 'Conversation reset successfully', conv_id: 'weird name ÄÖ/../' });
    expect((await door.ask('/api/sessions', { headers: auth })).json).toEqual({});
    const unknown = await door.ask('/api/reset', {
      method: 'POST',
      headers: { ...auth, 'content-type': 'application/json' },
    });
    expect(unknown.json).toMatchObject({ conv_id: 'default' });
  });

  test('[S08] a conversation named __proto__ is a conversation', async () => {
    const waiting = chat({ message: 'x', conv_id: '__proto__' });
    core.answer(await core.next('prompt'), 'y');
    await waiting;
    expect((await door.ask('/api/sessions', { headers: auth })).text).toContain('"__proto__":{"session_id"');
  });
});

describe('import of sessions.json', () => {
  const record = {
    session_id: UUID,
    created_at: '2025-12-07T10:30:00.123456Z',
    last_message_at: '2025-12-07T11:00:00.5Z',
    turn_count: 5,
    last_message: 'hello',
  };
  const file = JSON.stringify({ conversations: { default: record, other: { ...record, last_message: undefined } } });

  test('[S09] takes over every conversation, once, and sets none back', async () => {
    const store = memoryAccessStore();
    const records = parseConversations(file, 'sessions.json');
    expect(await importConversations(store, records)).toEqual({ added: ['default', 'other'], kept: [] });
    expect(await importConversations(store, records)).toEqual({ added: [], kept: ['default', 'other'] });
    expect(await store.conversation('default')).toMatchObject({ session: UUID, turnCount: 5, lastMessage: 'hello' });
    const [first] = records;
    if (first) await store.putConversation({ ...first, lastMessageAt: Date.now(), lastMessage: 'newer' });
    await importConversations(store, records);
    expect(await store.conversation('default')).toMatchObject({ lastMessage: 'newer' });
  });

  test.each([
    ['{', 'not JSON'],
    ['[]', 'the file'],
    ['{"conversations":[]}', 'conversations'],
    [file.replace(UUID, 'nope'), 'conversations.default.session_id: must be a UUID'],
    [file.replace('2025-12-07T10:30:00.123456Z', 'yesterday'), 'conversations.default.created_at'],
    [file.replace('"turn_count":5', '"turn_count":"5"'), 'conversations.default.turn_count'],
  ])('[S09] a malformed file is refused whole and the place is named: %s', (text, place) => {
    expect(() => parseConversations(text, 'sessions.json')).toThrow(place);
    expect(() => parseConversations(text, 'sessions.json')).toThrow('Nothing was imported');
  });
});
