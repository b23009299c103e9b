import {
  answer as answerShape,
  asCommandId,
  type Command,
  command,
  commandBody,
  MAX_PROMPT_BYTES,
  RemoteError,
} from '@claude-remote/protocol';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { HubCore } from '../core.ts';
import type { ApiDoor } from './api-door.ts';
import { expiryQuery, failure, idempotencyHeaders, sessionParams } from './api-shapes.ts';
import { principalOf } from './auth.ts';

/** Commands by HTTP: for programs, and for what is too long for a frame of the socket. */

/** What the hub says of a command that it has: 201 the first time, 200 when it had it already. */
export const commandStored = z.object({
  id: command.shape.id,
  session: command.shape.session,
  /** Its number in the session's log. */
  cseq: z.number().int(),
  /** Whether its machine has it already. */
  delivered: z.boolean(),
});

export function registerCommands(app: FastifyInstance, { core, newId }: ApiDoor): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const response = { 200: commandStored, 201: commandStored, '4xx': failure };

  routes.post(
    '/api/v1/sessions/:session/commands',
    {
      config: { access: 'drive' },
      preValidation: async (request) => requirePromptFits(request.body),
      schema: {
        summary: 'Ask something of a session: a prompt, an answer, a stop …',
        description: 'The Idempotency-Key is the id of the command, a UUID. Events tell what became of it.',
        params: sessionParams,
        headers: idempotencyHeaders,
        querystring: expiryQuery,
        body: commandBody,
        response,
      },
    },
    async (request, reply) => {
      const id = request.headers['idempotency-key'] ?? asCommandId(newId());
      const { status, answer } = await submitCommand(core, principalOf(request), {
        command: { id, session: request.params.session, body: request.body },
        ...request.query,
      });
      return reply.status(status).send(answer);
    },
  );

  routes.post(
    '/api/v1/sessions/:session/requests/:request/answer',
    {
      config: { access: 'drive' },
      schema: {
        summary: 'Decide about a request',
        params: sessionParams.extend({ request: z.string().min(1).max(200) }),
        headers: idempotencyHeaders,
        querystring: expiryQuery,
        body: answerShape,
        response,
      },
    },
    async (request, reply) => {
      const id = request.headers['idempotency-key'] ?? asCommandId(newId());
      const { session, request: asked } = request.params;
      const body = commandBody.parse({ kind: 'answer', request: asked, answer: request.body });
      const { status, answer } = await submitCommand(core, principalOf(request), {
        command: { id, session, body },
        ...request.query,
      });
      return reply.status(status).send(answer);
    },
  );
}

interface Submission {
  readonly command: Command;
  readonly expiresAt?: number | undefined;
}

export async function submitCommand(core: HubCore, principal: Principal, { command: asked, expiresAt }: Submission) {
  const whole = expiresAt === undefined ? asked : { ...asked, expiresAt };
  const { cseq, fresh, delivered } = await core.sessions.submit(principal, whole);
  const status = fresh === false ? (200 as const) : (201 as const);
  return { status, answer: { id: asked.id, session: asked.session, cseq, delivered } };
}

const withText = z.looseObject({ text: z.string() });

/** Before the schema sees it, which counts characters: a prompt that is too long has a code of its own. */
function requirePromptFits(body: unknown): void {
  const parsed = withText.safeParse(body);
  if (!parsed.success) return;
  const bytes = Buffer.byteLength(parsed.data.text);
  if (bytes > MAX_PROMPT_BYTES) throw new RemoteError('prompt_too_long', { bytes, limit: MAX_PROMPT_BYTES });
}
