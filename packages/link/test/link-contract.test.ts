import {
  type ClientToHub,
  clientToHub,
  HANDSHAKE_TIMEOUT_MS,
  HEARTBEAT_INTERVAL_MS,
  HEARTBEAT_TIMEOUT_MS,
  type HubToClient,
  hubToClient,
  MAX_CLIENT_FRAME_BYTES,
  MAX_JSON_DEPTH,
  PROTOCOL_VERSION,
  parseFrame,
  RemoteError,
} from '@claude-remote/protocol';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type AcceptedLink, acceptLink, createLink, type Link, type LinkPhase, type Transport } from '../src/index.ts';
import { memoryStage, type Open, type Stage, websocketStage } from './support/stages.ts';

const WELCOME: HubToClient = {
  type: 'welcome',
  version: PROTOCOL_VERSION,
  hub: { id: 'hub', version: '0.1.0', time: 0, demo: false },
  you: { actor: { kind: 'user', name: 'owner' }, role: 'admin' },
  heartbeatMs: HEARTBEAT_INTERVAL_MS,
};
const HELLO: ClientToHub = {
  type: 'hello',
  versions: [PROTOCOL_VERSION, PROTOCOL_VERSION],
  client: { name: 'test', version: '0' },
};

/** A server that welcomes everybody of our version, and remembers what it was told. */
class Server {
  readonly heard: ClientToHub[] = [];
  closes = 0;
  hellos = 0;
  link: AcceptedLink<HubToClient> | null = null;

  constructor(stage: Stage) {
    stage.accept = (open) => {
      this.link = this.acceptOne(open, stage);
    };
  }

  private acceptOne(open: Open, stage: Stage): AcceptedLink<HubToClient> {
    return acceptLink<ClientToHub, HubToClient>(open, {
      parse: (text) => parseFrame(clientToHub, text, MAX_CLIENT_FRAME_BYTES),
      onHello: (hello) => {
        this.hellos++;
        if (hello.type !== 'hello' || hello.versions[0] > PROTOCOL_VERSION)
          throw new RemoteError('unsupported_version', { theirs: 99, ours: PROTOCOL_VERSION });
        return WELCOME;
      },
      onFrame: (frame) => this.heard.push(frame),
      onClose: () => this.closes++,
      onFault: (error) => {
        throw error;
      },
      makePing: (n) => ({ type: 'ping', n }),
      makePong: (n) => ({ type: 'pong', n, ages: {} }),
      makeBye: (error, retry) => ({ type: 'bye', error, retry }),
      clock: stage.clock,
    });
  }
}

/** The dialling side, with all that it saw. */
function dialler(stage: Stage, hello: ClientToHub = HELLO) {
  const phases: LinkPhase[] = [];
  const heard: HubToClient[] = [];
  const link: Link<ClientToHub> = createLink<HubToClient, ClientToHub>({
    dial: stage.dial,
    parse: (text) => parseFrame(hubToClient, text, MAX_CLIENT_FRAME_BYTES),
    makeHello: () => hello,
    challenged: false,
    makePing: (n) => ({ type: 'ping', n }),
    makePong: (n) => ({ type: 'pong', n }),
    onFrame: (frame) => heard.push(frame),
    onPhase: (phase) => phases.push(phase),
    clock: stage.clock,
    random: () => 0.5,
  });
  link.start();
  return { link, phases, heard };
}

/** A peer that keeps to no rules. */
function stranger(stage: Stage) {
  const texts: string[] = [];
  const seen = { open: false, closed: null as { code: number; reason: string } | null };
  const transport: Transport = stage.dial({
    onOpen: () => {
      seen.open = true;
    },
    onText: (text) => texts.push(text),
    onClose: (why) => {
      seen.closed = why;
    },
  });
  return { transport, texts, seen };
}

const deep = `${'['.repeat(MAX_JSON_DEPTH + 1)}${']'.repeat(MAX_JSON_DEPTH + 1)}`;
const HOSTILE: readonly [name: string, text: string, code: string][] = [
  ['malformed JSON', '{"type":"watch"', 'bad_frame'],
  ['an empty text', '', 'bad_frame'],
  ['JSON that is no object', 'null', 'bad_frame'],
  ['an unknown kind', '{"type":"own-everything"}', 'bad_frame'],
  ['a prototype', '{"type":"watch","__proto__":{"admin":true}}', 'bad_frame'],
  ['a second hello', JSON.stringify(HELLO), 'hello'],
  ['too much', JSON.stringify({ type: 'watch', pad: 'x'.repeat(MAX_CLIENT_FRAME_BYTES) }), 'too_large'],
  ['too deep a nest', deep, 'too_deep'],
];

describe.each([
  ['memory', memoryStage],
  ['websocket', websocketStage],
] as const)('over %s', (_, makeStage) => {
  let stage: Stage;
  let links: Link<ClientToHub>[] = [];
  const dialled = (hello?: ClientToHub) => {
    const made = dialler(stage, hello);
    links.push(made.link);
    return made;
  };
  const until = (check: () => void) =>
    vi.waitFor(
      () => {
        stage.deliver();
        check();
      },
      { timeout: 10_000, interval: 1 },
    );
  const isOpen = (link: Link<ClientToHub>) => until(() => expect(link.phase().phase).toBe('open'));

  beforeEach(async () => {
    stage = await makeStage();
  });
  afterEach(async () => {
    for (const link of links) link.stop();
    links = [];
    await stage.end();
  });

  test('[L8] a hello is answered with a welcome before anything else, and frames go both ways in order', async () => {
    const server = new Server(stage);
    const { link, heard } = dialled();
    expect(link.send({ type: 'watch' })).toBe(false);
    await isOpen(link);
    expect(heard[0]).toEqual(WELCOME);
    for (let n = 1; n <= 50; n++) {
      expect(link.send({ type: 'credit', bytes: n })).toBe(true);
      server.link?.send({ type: 'query-refused', id: String(n), error: { code: 'timeout', error: '' } });
    }
    await until(() => expect(server.heard).toHaveLength(50));
    await until(() => expect(heard.filter(({ type }) => type === 'query-refused')).toHaveLength(50));
    expect(server.heard.map((frame) => frame.type === 'credit' && frame.bytes)).toEqual([...Array(51).keys()].slice(1));
    expect(heard.flatMap((frame) => (frame.type === 'query-refused' ? [Number(frame.id)] : []))).toEqual(
      [...Array(51).keys()].slice(1),
    );
  });

  test('[L8] versions that do not meet end the link for good, with the reason', async () => {
    const server = new Server(stage);
    const { link, heard } = dialled({ type: 'hello', versions: [99, 99], client: { name: 'new', version: '9' } });
    await until(() => expect(link.phase()).toMatchObject({ phase: 'ended', code: 'unsupported_version' }));
    await stage.clock.pass(120_000);
    expect(stage.accepted()).toBe(1);
    expect(server.closes).toBe(1);
    expect(heard).toEqual([]);
  });

  test('[L5] a close says its code; with retry the link comes back, without it stays down', async () => {
    const server = new Server(stage);
    const { link, phases } = dialled();
    await isOpen(link);
    server.link?.close({ code: 'shutting_down', error: 'This hub is shutting down.' }, { retry: true });
    await until(() => expect(link.phase().phase).toBe('waiting'));
    expect(phases.at(-1)).toMatchObject({ reason: 'This hub is shutting down.' });
    await stage.clock.pass(0);
    await isOpen(link);
    server.link?.close({ code: 'forbidden', error: 'no' }, { retry: false });
    await until(() => expect(link.phase()).toEqual({ phase: 'ended', code: 'forbidden', reason: 'no' }));
    await stage.clock.pass(120_000);
    expect(stage.accepted()).toBe(2);
    expect(server.closes).toBe(2);
  });

  test('[L9] a cut is noticed at both ends and the link comes back by itself', async () => {
    const server = new Server(stage);
    const { link, heard } = dialled();
    for (let round = 1; round <= 3; round++) {
      await until(() => expect(heard.filter(({ type }) => type === 'welcome')).toHaveLength(round));
      stage.cut();
      await until(() => expect(link.phase().phase).not.toBe('open'));
      await until(() => expect(server.closes).toBe(round));
      await stage.clock.pass(1_000);
    }
    await isOpen(link);
    expect(stage.accepted()).toBe(4);
  });

  test('[L3] a link whose ends answer stays, for as long as nothing else happens', async () => {
    const server = new Server(stage);
    const { link, phases } = dialled();
    await isOpen(link);
    await until(() => expect(server.link?.heardAt()).toBe(0));
    for (let beat = 0; beat < 20; beat++) {
      await stage.clock.pass(HEARTBEAT_INTERVAL_MS);
      const now = stage.clock.now();
      await until(() => expect(link.phase()).toMatchObject({ phase: 'open', heardAt: now }));
      await until(() => expect(server.link?.heardAt()).toBe(now));
    }
    expect(phases.map(({ phase }) => phase).filter((phase) => phase === 'waiting')).toEqual([]);
    expect(stage.accepted()).toBe(1);
    link.stop();
    await until(() => expect(server.closes).toBe(1));
    expect(stage.clock.pending, 'no timer is left behind').toBe(0);
  });

  test('[L3] a server that falls silent is left and dialled anew', async () => {
    stage.accept = (open) => {
      const transport = open({
        onOpen: () => {},
        onText: (text) => text.includes('"hello"') && transport.send(JSON.stringify(WELCOME)),
        onClose: () => {},
      });
    };
    const { link, phases } = dialled();
    await isOpen(link);
    await stage.clock.pass(HEARTBEAT_TIMEOUT_MS);
    expect(phases).toContainEqual(expect.objectContaining({ phase: 'waiting', reason: 'no heartbeat' }));
    await until(() => expect(stage.accepted()).toBe(2));
  });

  test('[L3] a dialler that falls silent, or never says hello, is told so and ended', async () => {
    const server = new Server(stage);
    const mute = stranger(stage);
    await until(() => expect(stage.accepted()).toBe(1));
    await stage.clock.pass(HANDSHAKE_TIMEOUT_MS);
    await until(() => expect(mute.seen.closed).not.toBeNull());
    const silent = stranger(stage);
    await until(() => expect(stage.accepted()).toBe(2));
    await until(() => expect(silent.seen.open).toBe(true));
    silent.transport.send(JSON.stringify(HELLO));
    await until(() => expect(silent.texts).toContain(JSON.stringify(WELCOME)));
    await stage.clock.pass(HEARTBEAT_TIMEOUT_MS + HEARTBEAT_INTERVAL_MS);
    await until(() => expect(silent.seen.closed).not.toBeNull());
    for (const { texts } of [mute, silent])
      expect(JSON.parse(texts.at(-1) ?? '')).toMatchObject({ type: 'bye', retry: true, error: { code: 'timeout' } });
    expect(server.closes).toBe(2);
    expect(stage.clock.pending, 'no timer is left behind').toBe(0);
  });

  test.each(HOSTILE)('[L10] %s is named and ends that connection only', async (name, text, code) => {
    const server = new Server(stage);
    const { link } = dialled();
    await isOpen(link);
    const hostile = stranger(stage);
    await until(() => expect(hostile.seen.open).toBe(true));
    await until(() => expect(stage.accepted()).toBe(2));
    if (name !== 'a second hello') hostile.transport.send(text);
    else for (let twice = 0; twice < 2; twice++) hostile.transport.send(text);
    await until(() => expect(hostile.seen.closed).not.toBeNull());
    const expected = code === 'hello' ? 'bad_frame' : code;
    expect(JSON.parse(hostile.texts.at(-1) ?? '')).toMatchObject({ type: 'bye', error: { code: expected } });
    expect(server.closes).toBe(1);
    expect(link.phase().phase).toBe('open');
  });

  test('[L10] a dialler leaves a server that speaks out of turn or unreadably, and tries again', async () => {
    const sayings = [JSON.stringify({ type: 'session-removed', session: '00000000-0000-4000-8000-000000000001' }), '{'];
    stage.accept = (open) => {
      const transport = open({
        onOpen: () => {},
        onText: (text) => text.includes('"hello"') && transport.send(sayings.shift() ?? JSON.stringify(WELCOME)),
        onClose: () => {},
      });
    };
    const { link, heard, phases } = dialled();
    await until(() => expect(phases.at(-1)).toMatchObject({ reason: 'session-removed out of turn' }));
    await stage.clock.pass(0);
    await until(() => expect(phases.at(-1)).toMatchObject({ phase: 'waiting', attempt: 2 }));
    await stage.clock.pass(1_000);
    await isOpen(link);
    expect(heard).toEqual([WELCOME]);
  });

  test('[L11] a server that speaks first gets a hello that answers its challenge', async () => {
    type Word = { readonly type: string; readonly nonce?: string };
    const server = { hello: null as Word | null };
    stage.accept = (open) => {
      acceptLink<Word, Word>(open, {
        parse: (text) => JSON.parse(text),
        challenge: { type: 'challenge', nonce: 'once' },
        onHello: async (hello) => {
          server.hello = hello;
          return { type: 'welcome' };
        },
        onFrame: () => {},
        onClose: () => {},
        onFault: (error) => {
          throw error;
        },
        makePing: () => ({ type: 'ping' }),
        makePong: () => ({ type: 'pong' }),
        makeBye: () => ({ type: 'bye' }),
        clock: stage.clock,
      });
    };
    const link = createLink<Word, Word>({
      dial: stage.dial,
      parse: (text) => JSON.parse(text),
      makeHello: async (challenge) => ({ type: 'hello', nonce: `${challenge?.nonce} signed` }),
      challenged: true,
      makePing: () => ({ type: 'ping' }),
      makePong: () => ({ type: 'pong' }),
      onFrame: () => {},
      onPhase: () => {},
      clock: stage.clock,
      random: () => 0,
    });
    link.start();
    await until(() => expect(link.phase().phase).toBe('open'));
    expect(server.hello).toEqual({ type: 'hello', nonce: 'once signed' });
    link.stop();
  });
});

describe('over websocket alone', () => {
  test('[L10] binary messages and texts beyond all bounds end the connection with a close code', async () => {
    const stage = await websocketStage();
    const server = new Server(stage);
    for (const [round, [message, code]] of (
      [
        [Buffer.from('{"type":"watch"}'), 1003],
        ['x'.repeat(3 * MAX_CLIENT_FRAME_BYTES), 1009],
      ] as const
    ).entries()) {
      const socket = new WebSocket(stage.url);
      const closed = new Promise((resolve) => socket.on('close', resolve));
      socket.on('open', () => {
        socket.send(message);
        socket.send(JSON.stringify(HELLO));
      });
      expect(await closed).toBe(code);
      await vi.waitFor(() => expect(server.closes).toBe(round + 1));
      expect(server.hellos, 'nothing is read after it').toBe(0);
    }
    await stage.end();
  });
});
