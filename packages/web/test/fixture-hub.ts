import { existsSync, readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { ClientToHub, HubToClient, Query, ReplyBody, ReplyOf } from '@claude-remote/protocol';
import { WebSocketServer } from 'ws';
import { changesOf } from './fixture-changes.ts';
import { type Fixtures, fixtureSession } from './fixtures.ts';

/** A hub that only shows fixtures: for looking at screens and for browser tests of what is drawn. Commands are stored and go no further. */
export interface FixtureHub {
  readonly url: string;
  /** Commands that arrived, in order. */
  readonly commands: Extract<ClientToHub, { type: 'command' }>['command'][];
  /** Says something to every browser. */
  say(frame: HubToClient): void;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};
/** As strict as the real hub's. */
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; require-trusted-types-for 'script'; trusted-types worker; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export async function startFixtureHub(
  webRoot: string,
  fixtures: Fixtures,
  options: { demo?: boolean; signedIn?: boolean } = {},
): Promise<FixtureHub> {
  const { demo = false, signedIn = true } = options;
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    if (path.startsWith('/api/')) answerApi(path, response, signedIn);
    else sendFile(join(webRoot, extname(path) === '' ? 'index.html' : path), response);
  });
  const sockets = new WebSocketServer({ server, path: '/ws' });
  const commands: FixtureHub['commands'] = [];
  const say = (frame: HubToClient) => {
    for (const socket of sockets.clients) socket.send(JSON.stringify(frame));
  };
  sockets.on('connection', (socket) => {
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as ClientToHub; // our own page, in a test
      if (frame.type === 'command') commands.push(frame.command);
      for (const answer of answersTo(frame, fixtures, demo)) socket.send(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP
  return {
    url: `http://127.0.0.1:${port}`,
    commands,
    say,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answerApi(path: string, response: ServerResponse, signedIn: boolean): void {
  if (path === '/api/auth/status') json(response, 200, { setupRequired: false });
  else if (path === '/api/auth/confirm') json(response, 200, { ok: true });
  else if (path.endsWith('/days')) json(response, 200, { days: [{ day: '2026-03-10', seq: 1 }] });
  else if (path !== '/api/auth/me') json(response, 404, { code: 'not_found', error: 'There is no such route.' });
  else if (signedIn) json(response, 200, { user: { username: 'wren', role: 'admin' } });
  else json(response, 401, { code: 'unauthenticated', error: 'Sign in first.' });
}

function sendFile(file: string, response: ServerResponse): void {
  if (!existsSync(file)) {
    json(response, 404, {});
    return;
  }
  response.writeHead(200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'content-security-policy': CSP,
  });
  response.end(readFileSync(file));
}

function answersTo(frame: ClientToHub, fixtures: Fixtures, demo: boolean): HubToClient[] {
  switch (frame.type) {
    case 'hello':
      return [
        {
          type: 'welcome',
          version: 1,
          hub: { id: 'fixture', version: '0.1.0', time: Date.now(), demo },
          you: { actor: { kind: 'user', name: 'wren' }, role: 'admin' },
          heartbeatMs: 2500,
        },
        ...(frame.watch ? answersTo({ type: 'watch' }, fixtures, demo) : []),
      ];
    case 'ping':
      return [{ type: 'pong', n: frame.n, ages: { atlas: 120, linden: 200 } }];
    case 'watch':
      return [{ type: 'overview', sessions: [...fixtures.sessions], machines: [...fixtures.machines] }];
    case 'subscribe': {
      const known = fixtures.opened.get(frame.session);
      if (!known) return [];
      const { state, events, live } = known;
      const { session } = frame;
      return [
        { type: 'snapshot', session, state, events: [...events], first: 1, stored: state.head.seq },
        { type: 'live', session, values: [...live] },
      ];
    }
    case 'command':
      return [{ type: 'command-stored', id: frame.command.id, session: frame.command.session, cseq: 1 }];
    case 'query': {
      const reply = replyTo(frame.query, fixtures);
      return reply === null ? [] : [{ type: 'reply', id: frame.id, reply }];
    }
    default:
      return [];
  }
}

function replyTo(query: Query, fixtures: Fixtures): ReplyBody | null {
  switch (query.kind) {
    case 'changes':
      return changesOf(query);
    case 'usage':
      return usedToday(Date.now());
    case 'find-files':
      return { kind: 'find-files', files: ['link/resume.ts'] };
    case 'disk-sessions':
      return onDisk(fixtures);
    case 'browse':
      return { kind: 'browse', path: null, directories: BROWSED };
    case 'worktree':
      return UNSAVED;
    default:
      return null;
  }
}

const UNSAVED: ReplyOf<'worktree'> = {
  kind: 'worktree',
  path: '/w/<b>tree',
  branch: 'fix/gap',
  uncommitted: 2,
  commits: 1,
};

function usedToday(readAt: number): ReplyOf<'usage'> {
  const tokens = { input: 1200, output: 40, cacheRead: 0, cacheWrite: 0 };
  const [startsAt, endsAt, today] = [readAt - 4.2 * 3_600_000, readAt + 0.8 * 3_600_000, '2026-03-10'];
  return {
    kind: 'usage',
    readAt,
    complete: true,
    today,
    pricesOf: '2026-03-01',
    unknownModels: ['claude-next'],
    block: { startsAt, endsAt, costUsd: 3.41, projectedUsd: 5.2, tokens },
    days: [
      { day: '2026-03-01', costUsd: 58, messages: 9, tokens },
      { day: today, costUsd: 23.6, messages: 3, tokens },
    ],
    sessions: [],
    limits: [{ limit: 'five_hour', status: 'allowed', utilization: 0.62, resetsAt: endsAt }],
  };
}

/** One that a session has open, one in a terminal, one at rest. */
function onDisk({ sessions: [session] }: Fixtures): ReplyOf<'disk-sessions'> {
  const open = (n: number, title: string, running: boolean) => ({
    ...{ claudeSession: fixtureSession(n), title, workspace: '/home/wren/code/orchard-api', changedAt: 0, running },
  });
  const ours = {
    ...open(1, 'Resume after any gap', true),
    ...(session?.claudeSession && { claudeSession: session.claudeSession }),
  };
  return {
    kind: 'disk-sessions',
    sessions: [ours, open(91, 'Translate settings', true), open(92, 'Sort the imports', false)],
  };
}

const BROWSED = [
  { path: '/home/wren/code/orchard-api', name: 'orchard-api', git: true },
  { path: '/home/wren/code/fieldnotes', name: 'fieldnotes', git: false },
];

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
