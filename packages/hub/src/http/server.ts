import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { MAX_BODY_BYTES, parseFrame, RemoteError } from '@claude-remote/protocol';
import { type FastifyInstance, fastify } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Access } from '../access/access.ts';
import { may } from '../access/principal.ts';
import { describeFailure } from './errors.ts';
import { requireKnownHost, requireOwnOrigin } from './gate.ts';
import type { KnownHosts } from './known-hosts.ts';
import { type DeclaredRoute, requireDeclaredRoutes } from './route-access.ts';
import { securityHeaders } from './security-headers.ts';

/**
 * The HTTP server: what holds for every request whatever its route. Host before routing; then headers, origin, who asks
 * and whether they may; then the body, limited and checked. Routes live in `doors`; sockets in upgrade.ts.
 */
export interface HttpServerOptions {
  /** Known once the port is. */
  readonly hosts: () => KnownHosts;
  readonly tls: { readonly cert: string; readonly key: string } | null;
  readonly access: Access;
  readonly log: Logger;
  /** Short random text that names an internal error in the log. */
  readonly newRef: () => string;
}

/** Milliseconds for the headers of a request to arrive, and for all of it: stops slow-loris hoarding. */
/** Bytes of a body from somebody who has not signed in: nothing that is asked there is longer. */
export const PUBLIC_BODY_BYTES = 16 * 1024;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 60_000;
const MAX_HEADERS = 100;

export interface HttpServer {
  readonly app: FastifyInstance;
  readonly routes: readonly DeclaredRoute[];
}

export function createHttpServer(options: HttpServerOptions): HttpServer {
  const app = fastify({
    serverFactory: (handler) => createRawServer(handler, options),
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.decorateRequest('principal', null);
  app.decorateRequest('knownHost', null);
  const routes = requireDeclaredRoutes(app);
  readJsonOnly(app);
  guard(app, options);
  answerErrors(app, options);
  return { app, routes };
}

function createRawServer(handler: RequestListener, options: HttpServerOptions): Server {
  const listener: RequestListener = (request, response) => {
    try {
      requireKnownHost(request, options.hosts());
      handler(request, response);
    } catch (error) {
      const { status, body } = describeFailure(error);
      response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
      response.end(JSON.stringify(body));
    }
  };
  const server = options.tls
    ? createTlsServer({ ...options.tls, minVersion: 'TLSv1.2', honorCipherOrder: true }, listener)
    : createServer(listener);
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.maxHeadersCount = MAX_HEADERS;
  return server;
}

/** JSON is the only body; forms and text are what pages of other sites can send without asking. */
function readJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) => {
    try {
      const empty = text.length === 0;
      done(null, empty ? undefined : parseFrame(z.unknown(), String(text), MAX_BODY_BYTES));
    } catch (error) {
      const broken = error instanceof RemoteError && error.code === 'bad_frame';
      done(broken ? new RemoteError('bad_request', { detail: 'the body is not JSON' }) : (error as Error));
    }
  });
}

function guard(app: FastifyInstance, options: HttpServerOptions): void {
  app.addHook('onRequest', async (request, reply) => {
    const known = requireKnownHost(request.raw, options.hosts());
    request.knownHost = known;
    reply.headers(securityHeaders(known));
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
    const access = request.routeOptions.config.access ?? 'public';
    const changes = request.method !== 'GET' && request.method !== 'HEAD';
    const credential = access === 'public' ? 'none' : options.access.credentialOf(request.headers, known.secure);
    if (!request.routeOptions.config.anyOrigin) requireOwnOrigin(request.headers, known, { credential, changes });
    if (access === 'public') return;
    const principal = await options.access.authenticate(request.headers, caller(request.raw, known.secure));
    if (access !== 'signed-in' && !may(principal, access)) throw new RemoteError('forbidden');
    request.principal = principal;
  });
}

/** Where a request comes from. Forwarded-for headers are not believed: anybody can write them. */
export function caller(request: IncomingMessage, secure: boolean): { source: string; secure: boolean } {
  return { source: request.socket.remoteAddress ?? 'unknown', secure };
}

function answerErrors(app: FastifyInstance, options: HttpServerOptions): void {
  app.setErrorHandler((error, request, reply) => {
    const ref = options.newRef();
    const { status, body, internal } = describeFailure(error, { ref, bodyLimit: request.routeOptions.bodyLimit });
    if (internal) options.log.error({ ref, route: request.routeOptions.url, err: error }, 'request failed');
    if (status === 401 && request.routeOptions.config.basicChallenge) {
      reply.header('www-authenticate', 'Basic realm="claude-remote", charset="UTF-8"');
      return reply.status(status).send({ detail: 'Invalid credentials', ...body });
    }
    return reply.status(status).send(body);
  });
}
