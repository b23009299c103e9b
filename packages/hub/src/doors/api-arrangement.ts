import { command, RemoteError, sessionSummary } from '@claude-remote/protocol';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ApiDoor } from './api-door.ts';
import { failure, sessionParams } from './api-shapes.ts';
import { callerOf, principalOf } from './auth.ts';

/** Putting sessions away: pin, archive, delete and bring back. Renaming is a command of the session itself. */

const wish = z.strictObject({ pinned: z.boolean().optional(), archived: z.boolean().optional() });
/** Sessions in one request: more than anybody selects on a screen. */
const MAX_SESSIONS = 1_000;
const many = wish.extend({ sessions: z.array(command.shape.session).min(1).max(MAX_SESSIONS) });
const shown = z.object({ session: sessionSummary });

export function registerArrangement(app: FastifyInstance, door: ApiDoor): void {
  registerPlaces(app, door);
  registerDeletion(app, door);
}

function registerPlaces(app: FastifyInstance, { core: { arrangement } }: ApiDoor): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.patch(
    '/api/v1/sessions/:session',
    {
      config: { access: 'drive' },
      schema: {
        summary: 'Pin or archive a session',
        params: sessionParams,
        body: wish,
        response: { 200: shown, '4xx': failure },
      },
    },
    async (request) => {
      const { session } = request.params;
      const [summary] = await arrangement.arrange(principalOf(request), [session], request.body);
      if (!summary) throw new RemoteError('session_not_found', { session });
      return { session: summary };
    },
  );

  routes.patch(
    '/api/v1/sessions',
    {
      config: { access: 'drive' },
      schema: {
        summary: 'Pin or archive several sessions; all of them or, when one is unknown, none',
        body: many,
        response: { 200: z.object({ sessions: z.array(sessionSummary) }), '4xx': failure },
      },
    },
    async (request) => {
      const { sessions, ...wanted } = request.body;
      return { sessions: await arrangement.arrange(principalOf(request), sessions, wanted) };
    },
  );
}

function registerDeletion(app: FastifyInstance, { core: { arrangement }, audit }: ApiDoor): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.delete(
    '/api/v1/sessions/:session',
    {
      config: { access: 'drive' },
      schema: {
        summary: 'Delete a session; until the time in the answer it can be restored',
        description:
          'With `stop=true` what runs in it is stopped first. Its events are removed from the hub and its machine; the transcript that Claude Code itself keeps on the machine stays.',
        params: sessionParams,
        querystring: z.strictObject({ stop: z.enum(['true', 'false']).optional() }),
        response: { 202: z.object({ until: z.number() }), '4xx': failure },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { session } = request.params;
      const until = await arrangement.remove(principal, session, { stop: request.query.stop === 'true' });
      const { source } = callerOf(request);
      await audit.write({ action: 'session.delete', by: principal.name, target: session, source });
      return reply.status(202).send({ until });
    },
  );

  routes.post(
    '/api/v1/sessions/:session/restore',
    {
      config: { access: 'drive' },
      schema: {
        summary: 'Bring a deleted session back while it can be',
        params: sessionParams,
        response: { 200: shown, '4xx': failure },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const { session } = request.params;
      const summary = await arrangement.restore(principal, session);
      const { source } = callerOf(request);
      await audit.write({ action: 'session.restore', by: principal.name, target: session, source });
      return { session: summary };
    },
  );
}
