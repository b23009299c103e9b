import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { MAX_CLIENT_FRAME_BYTES, MAX_RUNNER_FRAME_BYTES, RemoteError } from '@claude-remote/protocol';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Access } from '../access/access.ts';
import type { Principal } from '../access/principal.ts';
import { describeFailure } from './errors.ts';
import { requireKnownHost, requireOwnOriginOfSocket } from './gate.ts';
import type { KnownHosts } from './known-hosts.ts';
import { caller } from './server.ts';
import type { SocketLogins } from './socket-logins.ts';

/**
 * Decides which upgrades become sockets and hands them over: `/ws` to people who are signed in, `/runner` to programs
 * that will prove their machine key on the socket itself. Nothing is read from a socket here.
 */
export interface Upgrades {
  readonly hosts: () => KnownHosts;
  readonly access: Access;
  readonly logins: SocketLogins;
  readonly acceptClient: (socket: WebSocket, principal: Principal) => void;
  readonly acceptRunner: (socket: WebSocket) => void;
  readonly log: Logger;
}

/** Above the documented limit, so that a frame a little too long gets its reason; far longer ones are cut off unread. */
const CLIENT_PAYLOAD_BYTES = 2 * MAX_CLIENT_FRAME_BYTES;

export function createUpgradeHandler(
  options: Upgrades,
): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  const common = { noServer: true, perMessageDeflate: false, clientTracking: false } as const;
  const clients = new WebSocketServer({ ...common, maxPayload: CLIENT_PAYLOAD_BYTES });
  const runners = new WebSocketServer({ ...common, maxPayload: MAX_RUNNER_FRAME_BYTES });

  const open = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const known = requireKnownHost(request, options.hosts());
    const path = request.url;
    if (path === '/runner') {
      requireMachine(request);
      runners.handleUpgrade(request, socket, head, options.acceptRunner);
      return;
    }
    if (path !== '/ws') throw new RemoteError('not_found', { what: 'socket' });
    requireOwnOriginOfSocket(request.headers, known, options.access.credentialOf(request.headers, known.secure));
    const principal = await options.access.authenticate(request.headers, caller(request, known.secure));
    if (socket.destroyed) return;
    clients.handleUpgrade(request, socket, head, (opened) => {
      if (principal.login !== null) options.logins.watch(opened, principal.login);
      options.acceptClient(opened, principal);
    });
  };

  return (request, socket, head) => {
    // A peer that goes away meanwhile is no error of ours.
    socket.on('error', () => socket.destroy());
    open(request, socket, head).catch((error: unknown) => {
      const failure = describeFailure(error);
      if (failure.internal) options.log.error({ err: error }, 'upgrade failed');
      refuse(socket, failure.status, JSON.stringify(failure.body));
    });
  };
}

/** Browsers cannot leave these headers out, so a page can never speak on the runners' path. */
function requireMachine(request: IncomingMessage): void {
  const { cookie, origin, authorization } = request.headers;
  if (cookie !== undefined || origin !== undefined) throw new RemoteError('wrong_origin');
  if (authorization !== undefined) throw new RemoteError('forbidden');
}

function refuse(socket: Duplex, status: number, body: string): void {
  if (socket.destroyed) return;
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
