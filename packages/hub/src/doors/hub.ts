import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Audit } from '../access/audit.ts';
import { callerOf, principalOf } from './auth.ts';

/** What an admin may do to this hub as a whole. */
export function registerHub(app: FastifyInstance, { audit, restart }: { audit: Audit; restart: () => void }): void {
  app.withTypeProvider<ZodTypeProvider>().post(
    '/api/v1/hub/restart',
    {
      config: { access: 'manage-hub' },
      schema: {
        summary: 'Restart the hub; sessions and queues stay, Claude works on',
        response: { 202: z.object({ ok: z.literal(true) }) },
      },
    },
    async (request, reply) => {
      await audit.write({ action: 'hub.restart', by: principalOf(request).name, source: callerOf(request).source });
      // The answer is on its way before the hub that gives it goes.
      reply.raw.once('close', restart);
      return reply.status(202).send({ ok: true as const });
    },
  );
}
