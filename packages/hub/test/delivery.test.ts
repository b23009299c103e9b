import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { asMachineId, MAX_RUNNER_FRAME_BYTES, VIEWER_CREDIT_BYTES } from '@claude-remote/protocol';
import { beforeEach, describe, expect, test } from 'vitest';
import { CoreStage, OWNER, SESSION, texts, upTo } from './support/core-stage.ts';

let stage: CoreStage;
beforeEach(async () => {
  stage = new CoreStage();
  await stage.startSession();
});

test('[C12] a hello that asks for the lists is answered with them right behind the welcome', async () => {
  const client = await stage.client(OWNER, { watch: true });
  expect(client.heard.map(({ type }) => type)).toEqual(['welcome', 'overview']);
  expect(client.of('overview')[0]?.sessions.map(({ id }) => id)).toEqual([SESSION]);
  await stage.core.arrangement.arrange(OWNER, [SESSION], { pinned: true });
  await stage.clock.pass(1_000);
  await client.settle();
  expect(client.of('session-changed').at(-1)?.session.pinned, 'and follows them').toBe(true);
});

describe('events on their way up', () => {
  test('[D1] a viewer sees an event at once; runner and viewer hear that it is stored only after the commit', async () => {
    const runner = await stage.runner();
    const viewer = await stage.viewer();
    stage.holding = true;
    runner.send({ type: 'events', session: SESSION, events: texts(1, 3) });
    await runner.settle();
    await viewer.settle();
    expect(viewer.seqs).toEqual([1, 2, 3]);
    expect(viewer.of('durable')).toEqual([]);
    expect(runner.of('stored')).toEqual([]);
    await stage.commit();
    await runner.settle();
    await viewer.settle();
    expect(runner.of('stored')).toEqual([{ type: 'stored', session: SESSION, seq: 3 }]);
    expect(viewer.of('durable')).toEqual([{ type: 'durable', session: SESSION, seq: 3 }]);
  });

  test('[D2] what comes twice is stored once, and its sender is told again what is stored', async () => {
    const runner = await stage.runner();
    const viewer = await stage.viewer();
    for (const [from, to] of [
      [1, 4],
      [1, 4],
      [3, 6],
    ] as const) {
      runner.send({ type: 'events', session: SESSION, events: texts(from, to) });
      await runner.settle();
    }
    await viewer.settle();
    expect(viewer.seqs).toEqual(upTo(6));
    expect(stage.disk.events.get(SESSION)?.map(({ seq }) => seq)).toEqual(upTo(6));
    expect(runner.of('stored').map(({ seq }) => seq)).toEqual([4, 4, 6]);
  });

  test('[D3] a gap is asked for and nothing behind it is taken', async () => {
    const runner = await stage.runner();
    runner.send({ type: 'events', session: SESSION, events: texts(1, 2) });
    runner.send({ type: 'events', session: SESSION, events: texts(5, 6) });
    await runner.settle();
    expect(runner.of('resend')).toEqual([{ type: 'resend', session: SESSION, seq: 3 }]);
    expect(stage.core.sessions.log(SESSION).head.seq).toBe(2);
  });

  test('[D4] a writer of an older epoch, or with another past, is fenced and changes nothing', async () => {
    const newer = await stage.runner({ epoch: 2 });
    newer.send({ type: 'events', session: SESSION, events: texts(1, 3, { epoch: 2 }) });
    await newer.settle();
    newer.send({ type: 'events', session: SESSION, events: texts(4, 4, { epoch: 1 }) });
    await newer.settle();
    expect(newer.of('bye')).toMatchObject([{ retry: false, error: { code: 'conflict' } }]);
    const other = await stage.runner({ epoch: 3 });
    other.send({ type: 'events', session: SESSION, events: texts(2, 4, { epoch: 3 }) });
    await other.settle();
    expect(other.of('bye')).toMatchObject([{ retry: false, error: { code: 'conflict' } }]);
    expect(stage.core.sessions.log(SESSION).head).toEqual({ epoch: 2, seq: 3 });
  });

  test('[D5] a machine can write no session of another, and none that this hub does not know', async () => {
    const runner = await stage.runner();
    runner.send({ type: 'events', session: randomUUID() as typeof SESSION, events: texts(1, 1) });
    await runner.settle();
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const pem = String(publicKey.export({ type: 'spki', format: 'pem' }));
    await stage.core.machines.enroll({ id: 'other', name: 'Other', publicKey: pem, local: false });
    const other = await stage.runner({ machine: asMachineId('other'), key: privateKey, seq: 1 });
    other.send({ type: 'events', session: SESSION, events: texts(1, 1) });
    other.send({ type: 'delivered', session: SESSION, cseq: 1 });
    await other.settle();
    expect(other.of('commands')).toEqual([]);
    expect(stage.trouble).toHaveLength(2);
    expect(stage.core.sessions.table.get(SESSION)?.delivered).toBe(0);
    expect(stage.disk.events.size).toBe(0);
  });
});

describe('viewers', () => {
  test('[D6] opening costs the state and a tail, whatever the age; resuming brings exactly what was missed', async () => {
    const runner = await stage.runner();
    for (let from = 1; from <= 1_000; from += 250) {
      runner.send({ type: 'events', session: SESSION, events: texts(from, from + 249) });
      await runner.settle();
    }
    const opened = await stage.viewer();
    const [snapshot] = opened.of('snapshot');
    expect(snapshot?.state.head).toEqual({ epoch: 1, seq: 1_000 });
    expect(opened.seqs).toEqual(upTo(1_000, 921));
    expect(snapshot?.first).toBe(1);
    const resumed = await stage.viewer({ epoch: 1, seq: 950 });
    expect(resumed.of('snapshot')).toEqual([]);
    expect(resumed.seqs).toEqual(upTo(1_000, 951));
  });

  test('[D7] a cursor of another past gets a snapshot', async () => {
    const runner = await stage.runner({ epoch: 2 });
    runner.send({ type: 'events', session: SESSION, events: texts(1, 5, { epoch: 2 }) });
    await runner.settle();
    const viewer = await stage.viewer({ epoch: 1, seq: 3 });
    expect(viewer.of('resumed')).toEqual([]);
    expect(viewer.of('snapshot')[0]?.state.head).toEqual({ epoch: 2, seq: 5 });
  });

  test('[D8] a cursor beyond the head waits for the runner after a crash of the hub, and begins anew when it has no more either', async () => {
    const first = await stage.runner();
    stage.holding = true;
    first.send({ type: 'events', session: SESSION, events: texts(1, 5) });
    await first.settle();
    const restarted = new CoreStage(stage); // nothing was committed
    const viewer = await restarted.viewer({ epoch: 1, seq: 5 });
    expect(viewer.of('resumed')).toHaveLength(1);
    const back = await restarted.runner({ seq: 7, cseq: 1 });
    back.send({ type: 'events', session: SESSION, events: texts(1, 7) });
    await back.settle();
    await viewer.settle();
    expect(viewer.seqs).toEqual([6, 7]);

    const astray = await restarted.viewer({ epoch: 1, seq: 99 });
    expect(astray.of('resumed')).toEqual([]);
    expect(astray.of('snapshot')).toHaveLength(1);
  });

  test('[D20] a runner that lost its power is given what the hub has beyond its journals', async () => {
    const before = await stage.runner();
    before.send({ type: 'events', session: SESSION, events: texts(1, 6) });
    await before.settle();
    const after = await stage.runner({ epoch: 2, cseq: 1, seq: 3, behind: true });
    expect(after.of('missed').flatMap(({ events }) => events)).toEqual(texts(4, 6));
    expect(after.of('missed-end')).toHaveLength(1);
    const other = await stage.runner({ epoch: 3, cseq: 1, seq: 3 });
    expect([...other.of('missed'), ...other.of('missed-end')]).toEqual([]);
  });

  test('[D27] many large events that a runner lost come back in frames that it takes', async () => {
    const before = await stage.runner();
    for (let seq = 1; seq <= 300; seq += 20)
      before.send({ type: 'events', session: SESSION, events: texts(seq, seq + 19, { size: 40_000 }) });
    await before.settle();
    const after = await stage.runner({ epoch: 2, cseq: 1, seq: 0, behind: true });
    expect(after.of('missed').flatMap(({ events }) => events.map(({ seq }) => seq))).toEqual(upTo(300));
    for (const text of after.texts) expect(text.length).toBeLessThan(MAX_RUNNER_FRAME_BYTES);
  });

  test('[D20] a viewer whose past both hub and machine lost gets a snapshot, however long it waited', async () => {
    const viewer = await stage.viewer({ epoch: 1, seq: 5 });
    expect(viewer.of('resumed')).toHaveLength(1);
    const back = await stage.runner({ epoch: 2, cseq: 1, seq: 7 });
    back.send({ type: 'events', session: SESSION, events: texts(1, 7, { epoch: 2 }) });
    await back.settle();
    await viewer.settle();
    expect(viewer.of('snapshot').at(-1)?.state.head).toEqual({ epoch: 2, seq: 7 });
  });

  test('[D9] a viewer that takes nothing in holds a bounded amount, delays nobody, and later misses nothing', async () => {
    const runner = await stage.runner();
    const slow = await stage.viewer();
    const quick = await stage.viewer();
    for (let seq = 1; seq <= 60; seq++) {
      runner.send({ type: 'events', session: SESSION, events: texts(seq, seq, { size: 16 * 1024 }) });
      await runner.settle();
      await quick.settle();
      const bytes = quick.texts.filter((text) => text.startsWith('{"type":"events"')).at(-1)?.length ?? 0;
      quick.send({ type: 'credit', bytes });
    }
    await slow.settle();
    await quick.settle();
    expect(quick.seqs).toEqual(upTo(60));
    const unread = slow.texts.filter((text) => text.startsWith('{"type":"events"')).join('').length;
    expect(unread).toBeGreaterThanOrEqual(VIEWER_CREDIT_BYTES);
    expect(unread).toBeLessThan(VIEWER_CREDIT_BYTES + 20 * 1024);
    for (let round = 0; round < 10; round++) {
      slow.send({ type: 'credit', bytes: VIEWER_CREDIT_BYTES });
      await slow.settle();
    }
    expect(slow.seqs).toEqual(upTo(60));
  });

  test('[D10] whoever comes late sees the whole unfinished text, and nothing of it once it is finished', async () => {
    const runner = await stage.runner();
    const partial = (offset: number, text: string) => ({
      type: 'live' as const,
      session: SESSION,
      values: [{ kind: 'partial' as const, block: 'b1', thinking: false, offset, text }],
    });
    runner.send(partial(0, 'Hel'));
    runner.send(partial(3, 'lo'));
    runner.send(partial(9, 'a hole'));
    await runner.settle();
    const late = await stage.viewer();
    expect(late.of('live').flatMap(({ values }) => values)).toMatchObject([{ offset: 0, text: 'Hello' }]);
    runner.send({ type: 'events', session: SESSION, events: texts(1, 1) });
    await runner.settle();
    expect((await stage.viewer()).of('live')).toEqual([]);
  });

  test('[D11] a login that ends takes its sockets along, and says so', async () => {
    const viewer = await stage.viewer();
    stage.core.closeLogin('login-1');
    await viewer.settle();
    expect(viewer.of('bye')).toMatchObject([{ retry: false, error: { code: 'unauthenticated' } }]);
    expect(viewer.closed).not.toBeNull();
  });

  test('[D12] a viewer may look and not drive', async () => {
    const client = await stage.client({ kind: 'user', id: 'u2', name: 'guest', role: 'viewer', login: 'l2' });
    const id = randomUUID() as never; // a fresh UUID is a command id by being used as one
    client.send({ type: 'command', command: { id, session: SESSION, body: { kind: 'prompt', text: 'hi' } } });
    client.send({ type: 'query', id: 'q1', machine: 'desk' as never, query: { kind: 'browse' } });
    await client.settle();
    expect(client.of('command-refused')).toMatchObject([{ error: { code: 'forbidden' } }]);
    expect(client.of('query-refused')).toMatchObject([{ error: { code: 'forbidden' } }]);
    expect(stage.disk.commands.size).toBe(1);
  });
});

describe('commands on their way down', () => {
  test('[D13] a command goes to its machine in order once it is stored, and again after a cut until it is delivered', async () => {
    const runner = await stage.runner();
    stage.holding = true;
    const stored = [stage.submit({ kind: 'prompt', text: 'one' }), stage.submit({ kind: 'prompt', text: 'two' })];
    await runner.settle();
    expect(runner.of('commands').flatMap(({ commands }) => commands.map(({ cseq }) => cseq))).toEqual([1]);
    await stage.commit();
    await Promise.all(stored);
    stage.holding = false;
    await runner.settle();
    expect(runner.of('commands').flatMap(({ commands }) => commands.map(({ cseq }) => cseq))).toEqual([1, 2, 3]);
    runner.send({ type: 'delivered', session: SESSION, cseq: 2 });
    await runner.settle();
    runner.cut();
    const back = await stage.runner({ cseq: 2 });
    expect(back.of('commands').flatMap(({ commands }) => commands.map(({ cseq }) => cseq))).toEqual([3]);
  });

  test('[D27] a long queue of large prompts goes in frames that the machine takes, one when it has the last', async () => {
    for (let n = 2; n <= 13; n++) await stage.submit({ kind: 'prompt', text: 'x'.repeat(900_000) });
    const runner = await stage.runner();
    const came = () => runner.of('commands').flatMap(({ commands }) => commands.map(({ cseq }) => cseq));
    while (came().length < 13) {
      const cseq = came().at(-1) ?? 0;
      expect(runner.of('commands').at(-1)?.commands.length).toBeGreaterThan(0);
      runner.send({ type: 'delivered', session: SESSION, cseq });
      await runner.settle();
      expect(came().length, 'the machine has all that came, and nothing more comes').toBeGreaterThan(cseq);
    }
    expect(came()).toEqual(upTo(13));
    for (const text of runner.texts) expect(text.length).toBeLessThan(MAX_RUNNER_FRAME_BYTES);
  });

  test('[D13] a prompt right behind the start of its session is taken while the start is on its way to the disk', async () => {
    const fresh = new CoreStage();
    fresh.holding = true;
    const stored = [fresh.startSession(), fresh.submit({ kind: 'prompt', text: 'at once' })];
    await fresh.commit();
    await expect(Promise.all(stored)).resolves.toMatchObject([undefined, { cseq: 2 }]);
  });

  test('[D14] the same command again is stored once and gets the same number; other content under its id is refused', async () => {
    const id = randomUUID();
    const first = await stage.submit({ kind: 'prompt', text: 'once' }, id);
    expect((await stage.submit({ kind: 'prompt', text: 'once' }, id)).cseq).toBe(first.cseq);
    await expect(stage.submit({ kind: 'prompt', text: 'other' }, id)).rejects.toMatchObject({ code: 'conflict' });
    expect(stage.disk.commands.size).toBe(2);
  });

  test('[D15] whoever sent a command by HTTP hears on each of their sockets that the machine has it, or from the same again', async () => {
    const runner = await stage.runner();
    const [own, other] = [await stage.client(), await stage.client({ ...OWNER, id: 'u2', name: 'other' })];
    const id = randomUUID();
    const body = { kind: 'prompt', text: 'long' } as const;
    expect(await stage.submit(body, id)).toEqual({ cseq: 2, fresh: true, delivered: false });
    runner.send({ type: 'delivered', session: SESSION, cseq: 2 });
    await runner.settle();
    for (const client of [own, other]) await client.settle();
    expect(own.of('command-delivered').at(-1)).toMatchObject({ id });
    expect(other.of('command-delivered')).toEqual([]);
    expect(await stage.submit(body, id)).toEqual({ cseq: 2, fresh: false, delivered: true });
  });

  test('[D15] whoever sent a command hears that it is stored and then that the machine has it', async () => {
    const runner = await stage.runner();
    const client = await stage.viewer();
    const id = randomUUID() as never; // a fresh UUID is a command id by being used as one
    client.send({ type: 'command', command: { id, session: SESSION, body: { kind: 'prompt', text: 'hi' } } });
    await client.settle();
    expect(client.of('command-stored')).toMatchObject([{ id, cseq: 2 }]);
    expect(client.of('command-delivered')).toEqual([]);
    runner.send({ type: 'delivered', session: SESSION, cseq: 2 });
    await runner.settle();
    await client.settle();
    expect(client.of('command-delivered').map((frame) => frame.id)).toContain(id);
  });

  test('[D16] a prompt that no Claude could take is refused before it is stored', async () => {
    const bad = [
      ['', 'empty_prompt'],
      [' \n\t', 'empty_prompt'],
      ['a\0b', 'prompt_bad_text'],
      ['é'.repeat(600_000), 'prompt_too_long'],
    ] as const;
    for (const [text, code] of bad)
      await expect(stage.submit({ kind: 'prompt', text })).rejects.toMatchObject({ code });
    expect(stage.disk.commands.size).toBe(1);
  });

  test('[D16] an unusual prompt is a prompt', async () => {
    const unusual = ['🙂🙂', '-p --version', '\u001b[31mred', 'x'.repeat(1024 * 1024)];
    for (const text of unusual) await stage.submit({ kind: 'prompt', text });
    expect(stage.disk.commands.size).toBe(1 + unusual.length);
  });
});

describe('machines', () => {
  test('[D17] only the machine\u2019s own key opens its link, for a fresh challenge', async () => {
    const stranger = await stage.runner({ key: generateKeyPairSync('ed25519').privateKey });
    expect(stranger.of('bye')).toMatchObject([{ error: { code: 'unauthenticated' } }]);
    expect(stranger.of('welcome')).toEqual([]);
    expect(stage.core.machines.list()[0]?.online).toBe(false);
  });

  test('[D18] the newest runner of a machine is the machine: an older epoch is refused, an older link ended', async () => {
    const older = await stage.runner({ epoch: 4 });
    const newer = await stage.runner({ epoch: 5 });
    await older.settle();
    expect(newer.of('welcome')).toHaveLength(1);
    expect(older.of('bye')).toMatchObject([{ error: { code: 'conflict' } }]);
    const stale = await stage.runner({ epoch: 4 });
    expect(stale.of('welcome')).toEqual([]);
    expect(stage.core.machines.list()[0]?.online).toBe(true);
  });

  test('[D19] a question is answered, refused in the machine’s words, or fails when the machine goes', async () => {
    const { machines } = stage.core;
    const desk = machines.list()[0]?.id as never; // enrolled by the stage
    await expect(machines.ask(desk, { kind: 'browse' })).rejects.toMatchObject({ code: 'machine_away' });
    const runner = await stage.runner();
    const ask = async () => {
      const answer = machines.ask(desk, { kind: 'browse' }).catch((error: Error) => error);
      await runner.settle();
      return { answer, id: runner.of('query').at(-1)?.id ?? '' };
    };
    const answered = await ask();
    runner.send({ type: 'reply', id: answered.id, reply: { kind: 'browse', path: null, directories: [] } });
    const refused = await ask();
    const error = { code: 'workspace_refused', error: 'Not there, please.' } as const;
    runner.send({ type: 'query-refused', id: refused.id, error });
    await runner.settle();
    expect(await answered.answer).toMatchObject({ kind: 'browse' });
    expect(await refused.answer).toMatchObject({ code: 'workspace_refused', message: 'Not there, please.' });
    const left = await ask();
    runner.cut();
    expect(await left.answer).toMatchObject({ code: 'machine_away' });
  });
});
