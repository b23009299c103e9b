import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { wireError } from '@claude-remote/protocol';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Gives out the built web app: its files, compressed ahead where the build did so, and its shell for every address that a person may open. */
const MISSING = 'The web app is not built. Run `npm run build` in the checkout (./run.sh does), then reload.\n';
/** Where the page says that nothing arrived, and what to do. */
const SHARED = '/sessions?shared';
/** Hashed names: the content never changes. */
const FOREVER = 'public, max-age=31536000, immutable';

export async function registerStatic(app: FastifyInstance, webRoot: string): Promise<void> {
  await app.register(fastifyStatic, { root: webRoot, serve: false, cacheControl: false, preCompressed: true });
  const shell = (reply: FastifyReply) => {
    if (!existsSync(join(webRoot, 'index.html'))) {
      return reply.status(503).type('text/plain; charset=utf-8').send(MISSING);
    }
    return reply.header('cache-control', 'no-cache').sendFile('index.html');
  };

  app.get('/*', { config: { access: 'public' }, schema: { hide: true } }, (request, reply) => {
    const path = pathOf(request);
    if (path.startsWith('/api/') || path === '/api') return reply.callNotFound();
    if (!/\.[a-z0-9]+$/i.test(path)) return shell(reply);
    reply.header('cache-control', path.startsWith('/assets/') ? FOREVER : 'no-cache');
    return reply.sendFile(path.slice(1));
  });

  // The system shares with the app by this; its worker takes it. Without one the browser sends it here, to be let go.
  const letGo = async (request: FastifyRequest, reply: FastifyReply) => {
    request.raw.resume();
    return reply.redirect(SHARED, 303);
  };
  const open = { access: 'public', anyOrigin: true } as const;
  app.post('/share', { config: open, schema: { hide: true }, onRequest: letGo }, letGo);

  app.setNotFoundHandler((_request, reply) => {
    reply.removeHeader('cache-control');
    return reply.status(404).send(wireError('not_found', { what: 'page or route' }));
  });
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/';
}
