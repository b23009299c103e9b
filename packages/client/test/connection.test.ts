import {
  HEARTBEAT_TIMEOUT_MS,
  type MachineInfo,
  QUERY_TIMEOUT_MS,
  type ReplyBody,
  wireError,
} from '@claude-remote/protocol';
import { summarize } from '@claude-remote/session';
import { describe, expect, test } from 'vitest';
import type { Client } from '../src/index.ts';
import { clientOf, event, HubStandIn, MACHINE, OWNER, SESSION, stateAfter } from './support/hub-stand-in.ts';

const MACHINE_INFO: MachineInfo = {
  id: MACHINE,
  name: 'Atlas',
  online: true,
  heardAt: 1,
  platform: 'linux',
  runnerVersion: '0.1.0',
  claudeVersion: null,
  claudeProblem: null,
  defaultWorkspace: '/srv',
  workspaces: ['/srv'],
  modes: ['ask'],
  demo: false,
};
const FILES: ReplyBody = { kind: 'find-files', files: ['README.md'] };

async function connected() {
  const hub = new HubStandIn();
  const client = clientOf(hub);
  await client.start();
  await hub.calm();
  return { hub, client };
}

const ask = (client: Client) => client.ask(MACHINE, { kind: 'find-files', session: SESSION, text: 'read' });
/** What became of a question, so that a refusal is a value. */
const outcome = (asked: Promise<unknown>) => asked.catch((error: unknown) => error);

describe('what the person sees', () => {
  test('[PN12] is told to the hub when it changes, and again after a cut', async () => {
    const { hub, client } = await connected();
    client.looksAt(SESSION);
    client.looksAt(SESSION);
    await hub.calm();
    expect(hub.of('looking')).toEqual([{ type: 'looking', session: SESSION }]);
    hub.network.cut();
    await hub.calm();
    await hub.clock.pass(HEARTBEAT_TIMEOUT_MS);
    await hub.calm();
    client.looksAt(null);
    await hub.calm();
    expect(hub.of('looking').map(({ session }) => session)).toEqual([SESSION, SESSION, null]);
  });
});

describe('the connection', () => {
  test('[C10] goes through its phases as they happen, with hub and person once they are known', async () => {
    const hub = new HubStandIn();
    const client = clientOf(hub);
    const phases: string[] = [client.connection().phase.phase];
    client.subscribe(() => {
      const { phase } = client.connection().phase;
      if (phases.at(-1) !== phase) phases.push(phase);
    });
    expect(client.connection()).toMatchObject({ hub: null, you: null });
    await client.start();
    await hub.calm();
    expect(client.connection()).toMatchObject({
      phase: { phase: 'open' },
      hub: { id: 'hub', version: '0.1.0', demo: false },
      you: { actor: OWNER, role: 'admin' },
      ages: { atlas: 1500 },
    });
    hub.network.refuse(true);
    hub.network.cut();
    expect(client.connection().phase).toMatchObject({ phase: 'waiting', reason: 'cut' });
    await hub.clock.pass(0);
    expect(client.connection().phase.phase).toBe('waiting');
    hub.network.refuse(false);
    client.probe();
    expect(client.connection().phase).toEqual({ phase: 'connecting', attempt: 1 });
    await hub.calm();
    expect(client.connection().phase.phase).toBe('open');
    client.stop();
    expect(client.connection().phase.phase).toBe('idle');
    await hub.calm();
    for (const phase of ['handshaking', 'open', 'waiting']) expect(phases).toContain(phase);
    expect(phases.at(-1)).toBe('idle');
  });

  test('[C10] is not called open when the hub has fallen silent', async () => {
    const { hub, client } = await connected();
    await hub.clock.pass(HEARTBEAT_TIMEOUT_MS); // nothing is delivered meanwhile
    expect(client.connection().phase.phase).not.toBe('open');
    client.stop();
  });

  test('[C10] ends with the reason when the hub refuses for good', async () => {
    const { hub, client } = await connected();
    hub.sayBye('forbidden', false);
    await hub.calm();
    expect(client.connection().phase).toEqual({ phase: 'ended', code: 'forbidden', reason: 'forbidden' });
    await hub.clock.pass(120_000);
    expect(hub.connections).toBe(1);
    client.stop();
  });

  test('[C10] tells its listeners once for what changed at once, and not after they stopped listening', async () => {
    const { hub, client } = await connected();
    const calls: string[] = [];
    const stop = client.subscribe(() => calls.push(client.connection().phase.phase));
    hub.network.cut();
    await hub.calm();
    expect(calls).toEqual(['waiting']);
    stop();
    await hub.clock.pass(1_000);
    expect(calls).toEqual(['waiting']);
    client.stop();
  });
});

describe('a question to a machine', () => {
  test('[C11] gets its one answer, or the refusal', async () => {
    const { hub, client } = await connected();
    const first = ask(client);
    const second = outcome(ask(client));
    await hub.calm();
    const [one, two] = hub.of('query');
    await hub.say({ type: 'query-refused', id: two?.id ?? '', error: wireError('machine_away', { machine: MACHINE }) });
    await hub.say({ type: 'reply', id: one?.id ?? '', reply: FILES });
    expect(await first).toEqual(FILES);
    expect(await second).toMatchObject({ code: 'machine_away' });
    client.stop();
  });

  test('[C11] ends at its deadline, and an answer after that changes nothing', async () => {
    const { hub, client } = await connected();
    const asked = outcome(ask(client));
    const turns = Array.from({ length: QUERY_TIMEOUT_MS / 1000 });
    for (const _ of turns) {
      await hub.clock.pass(1000);
      await hub.calm();
    }
    expect(client.connection().phase.phase).toBe('open');
    expect(await asked).toMatchObject({ code: 'timeout' });
    await hub.say({ type: 'reply', id: hub.of('query')[0]?.id ?? '', reply: FILES });
    client.stop();
  });

  test('[C11] ends with the connection; its answer on the next one is nobody else’s', async () => {
    const { hub, client } = await connected();
    const lost = outcome(ask(client));
    await hub.calm();
    await hub.cut();
    expect(await lost).toMatchObject({ code: 'timeout' });
    const fresh = ask(client);
    await hub.calm();
    const [before, now] = hub.of('query');
    await hub.say({ type: 'reply', id: before?.id ?? '', reply: { kind: 'find-files', files: ['old'] } });
    await hub.say({ type: 'reply', id: now?.id ?? '', reply: FILES });
    expect(await fresh).toEqual(FILES);
    client.stop();
    expect(await outcome(ask(client)), 'without a connection at once').toMatchObject({ code: 'timeout' });
  });

  test('[C11] does not take an answer of another kind', async () => {
    const { hub, client } = await connected();
    const asked = outcome(ask(client));
    await hub.calm();
    const id = hub.of('query')[0]?.id ?? '';
    await hub.say({ type: 'reply', id, reply: { kind: 'tool-output', text: 'x' } });
    expect(await asked).toMatchObject({ code: 'timeout' });
    client.stop();
  });
});

describe('the overview', () => {
  test('[C12] is asked for with every connection, follows each change, and is replaced as a whole', async () => {
    const { hub, client } = await connected();
    expect(client.overview()).toEqual({ known: false, rememberedAt: null, sessions: [], machines: [] });
    const summary = summarize(stateAfter([event(1)]));
    const later = summarize(stateAfter([event(1), event(2)]));
    await hub.say({ type: 'overview', sessions: [], machines: [] });
    const empty = client.overview();
    expect(empty).toEqual({ known: true, rememberedAt: null, sessions: [], machines: [] });
    await hub.say(
      { type: 'session-changed', session: summary },
      { type: 'machine-changed', machine: MACHINE_INFO },
      { type: 'session-changed', session: later },
      { type: 'machine-changed', machine: { ...MACHINE_INFO, online: false } },
    );
    expect(client.overview().sessions).toEqual([later]);
    expect(client.overview().machines).toEqual([{ ...MACHINE_INFO, online: false }]);
    expect(empty.sessions, 'a value that was handed out stays').toEqual([]);
    await hub.say({ type: 'session-removed', session: SESSION });
    expect(client.overview().sessions).toEqual([]);
    await hub.cut();
    expect(hub.of('hello').map(({ watch }) => watch)).toEqual([true, true]);
    await hub.say({ type: 'overview', sessions: [summary], machines: [] });
    expect(client.overview()).toEqual({ known: true, rememberedAt: null, sessions: [summary], machines: [] });
    client.stop();
  });
});
