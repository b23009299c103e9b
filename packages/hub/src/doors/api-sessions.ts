import {
  asCommandId,
  asSessionId,
  type Command,
  command,
  commandBody,
  type MachineId,
  RemoteError,
  request as requestShape,
  sessionState,
  sessionSummary,
} from '@claude-remote/protocol';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { HubCore } from '../core.ts';
import { commandStored, submitCommand } from './api-commands.ts';
import type { ApiDoor } from './api-door.ts';
import { expiryQuery, failure, idempotencyHeaders, requireState, sessionParams } from './api-shapes.ts';
import { principalOf } from './auth.ts';

/** Sessions as they stand now, what waits for a person in them, and starting one. */

const [startBody] = commandBody.options;
const newSession = startBody.omit({ kind: true }).extend({
  /** Absent: the idempotency key, so that asking again makes no second session. */
  id: command.shape.session.optional(),
  /** Absent: the machine beside this hub. */
  machine: startBody.shape.machine.optional(),
});

export function registerSessions(app: FastifyInstance, door: ApiDoor): void {
  registerStart(app, door);
  registerStates(app, door);
  registerRequests(app, door);
}

function registerStates(app: FastifyInstance, { core }: ApiDoor): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    '/api/v1/sessions',
    {
      config: { access: 'read' },
      schema: { summary: 'All sessions', response: { 200: z.object({ sessions: z.array(sessionSummary) }) } },
    },
    async (request) => ({ sessions: core.sessions.list(principalOf(request)) }),
  );

  routes.get(
    '/api/v1/sessions/:session',
    {
      config: { access: 'read' },
      schema: {
        summary: 'One session as it stands now',
        params: sessionParams,
        response: { 200: z.object({ session: sessionState }), '4xx': failure },
      },
    },
    async (request) => ({ session: await requireState(core, request.params.session) }),
  );
}

function registerStart(app: FastifyInstance, { core, newId }: ApiDoor): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.post(
    '/api/v1/sessions',
    {
      config: { access: 'start-session' },
      schema: {
        summary: 'Start a session',
        headers: idempotencyHeaders,
        querystring: expiryQuery,
        body: newSession,
        response: { 200: commandStored, 201: commandStored, '4xx': failure },
      },
    },
    async (request, reply) => {
      const { id: named, machine: wished, ...rest } = request.body;
      const id = request.headers['idempotency-key'] ?? asCommandId(newId());
      const body: Command['body'] = { kind: 'start', machine: wished ?? localMachine(core), ...rest };
      const session = named ?? asSessionId(id);
      const { status, answer } = await submitCommand(core, principalOf(request), {
        command: { id, session, body },
        ...request.query,
      });
      return reply.status(status).send(answer);
    },
  );
}

function registerRequests(app: FastifyInstance, { core }: ApiDoor): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.get(
    '/api/v1/sessions/:session/requests',
    {
      config: { access: 'read' },
      schema: {
        summary: 'What waits for a person in a session',
        params: sessionParams,
        response: { 200: z.object({ requests: z.array(requestShape) }), '4xx': failure },
      },
    },
    async (request) => ({ requests: (await requireState(core, request.params.session)).requests }),
  );

  routes.get(
    '/api/v1/requests',
    {
      config: { access: 'read' },
      schema: {
        summary: 'What waits for a person in any session',
        response: {
          200: z.object({ requests: z.array(z.object({ session: command.shape.session, request: requestShape })) }),
        },
      },
    },
    async (request) => {
      const sessions = core.sessions.list(principalOf(request));
      return {
        requests: sessions.flatMap(({ id, requests }) => requests.map((one) => ({ session: id, request: one }))),
      };
    },
  );
}

function localMachine(core: HubCore): MachineId {
  const local = core.machines.local();
  if (local === null)
    throw new RemoteError('bad_request', { detail: 'body.machine: name a machine; this hub has none' });
  return local;
}
