import { RemoteError, type SessionId } from '@claude-remote/protocol';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Sessions } from '../core.ts';
import { dayIn, daysOf } from '../sessions/days.ts';
import type { ApiDoor } from './api-door.ts';
import { failure, requireState, sessionParams } from './api-shapes.ts';

/** Days of a session, to go to one without reading what came after it. */

const MAX_DAYS = 100;

export function registerDays(app: FastifyInstance, { core }: ApiDoor): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    '/api/v1/sessions/:session/days',
    {
      config: { access: 'read' },
      schema: {
        summary: 'The newest days on which something happened in a session, each with its first event',
        params: sessionParams,
        querystring: z.strictObject({ timeZone: z.string().min(1).max(100).default('UTC') }),
        response: {
          200: z.object({ days: z.array(z.object({ day: z.string(), seq: z.number().int() })) }),
          '4xx': failure,
        },
      },
    },
    async (request) => {
      const { session } = request.params;
      const { head } = await requireState(core, session);
      const dayOf = dayIn(request.query.timeZone);
      const timeOf = (seq: number) => timeOfEvent(core.sessions, session, seq);
      return { days: await daysOf({ head: head.seq, timeOf, dayOf, limit: MAX_DAYS }) };
    },
  );
}

async function timeOfEvent(sessions: Sessions, session: SessionId, seq: number): Promise<number> {
  const [event] = await sessions.read(session, { after: seq - 1, limit: 1 });
  // It was there a moment ago: the session was deleted meanwhile.
  if (!event) throw new RemoteError('session_not_found', { session });
  return event.at;
}
