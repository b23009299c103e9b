import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';

/** What monitors and newcomers may see without signing in: that the hub lives, and the authority to trust. */
export function registerHealth(app: FastifyInstance, options: { version: string; authority: string | null }): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.get(
    '/health',
    {
      config: { access: 'public' },
      schema: {
        summary: 'Whether the hub lives',
        response: { 200: z.object({ status: z.literal('healthy'), service: z.string(), version: z.string() }) },
      },
    },
    async () => ({ status: 'healthy' as const, service: 'claude-remote-access', version: options.version }),
  );

  const { authority } = options;
  if (authority === null) return;
  app.get('/ca.crt', { config: { access: 'public' }, schema: { summary: 'The local authority, in PEM' } }, (_, reply) =>
    reply
      .header('content-disposition', 'attachment; filename="claude-remote-ca.crt"')
      .type('application/x-x509-ca-cert')
      .send(authority),
  );
}
