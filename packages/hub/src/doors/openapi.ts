import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { createJsonSchemaTransform } from 'fastify-type-provider-zod';
import { z } from 'zod';

/** Describes every HTTP route, for programs and for people. Made from the routes' own schemas, so it cannot drift. */

/** Before any route is registered: it collects them as they come. */
export async function collectRoutes(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'claude-remote',
        version,
        description: 'Every error is {"error": "<sentence>", "code": "<stable_code>"} with a fitting status.',
      },
      components: {
        securitySchemes: {
          basic: { type: 'http', scheme: 'basic' },
          token: { type: 'http', scheme: 'bearer', description: 'An API token' },
          login: { type: 'apiKey', in: 'cookie', name: '__Host-claude-remote' },
        },
      },
      security: [{ login: [] }, { token: [] }, { basic: [] }],
    },
    transform: createJsonSchemaTransform({ zodToJsonConfig: { unrepresentable: 'any', override: describeBrand } }),
  });
}

/** Ids get their brand by a transform, which JSON Schema cannot show: on the wire they are what they were before it. */
function describeBrand({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: object }): void {
  const { def } = zodSchema._zod;
  if (def.type !== 'pipe' || def.out._zod.def.type !== 'transform') return;
  const { $schema: _, ...before } = z.toJSONSchema(def.in, { io: 'input', unrepresentable: 'any' });
  Object.assign(jsonSchema, before);
}

export function registerOpenApi(app: FastifyInstance): void {
  app.get('/api/openapi.json', { config: { access: 'signed-in' }, schema: { summary: 'This description' } }, async () =>
    app.swagger(),
  );
  app.get('/api/docs', { config: { access: 'signed-in' }, schema: { summary: 'The same for people' } }, (_, reply) =>
    reply.type('text/html; charset=utf-8').send(docsPage(app.swagger())),
  );
}

const description = z.object({
  info: z.object({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), z.object({ summary: z.string().optional() }).loose())),
});

/** Plain HTML without a script: the policy of this hub allows none inline, and none is needed. */
function docsPage(openapi: unknown): string {
  const { info, paths } = description.parse(openapi);
  const rows = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([
        method,
        { summary, ...rest },
      ]) => `<section><h2><code>${escapeHtml(method.toUpperCase())} ${escapeHtml(path)}</code></h2>
<p>${escapeHtml(summary ?? '')}</p>${details('Asks', rest.requestBody ?? rest.parameters)}${details('Answers', rest.responses)}</section>`,
    ),
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(info.title)} HTTP</title></head><body><main><h1>${escapeHtml(info.title)} ${escapeHtml(info.version)}: HTTP</h1>
<p>Sign in by cookie, <code>Authorization: Bearer &lt;API token&gt;</code> or HTTP Basic. Every error is
<code>{"error", "code"}</code>. For programs: <a href="/api/openapi.json">openapi.json</a>.</p>
${rows.join('\n')}</main></body></html>`;
}

function details(title: string, value: unknown): string {
  if (value === undefined) return '';
  return `<details><summary>${title}</summary><pre>${escapeHtml(JSON.stringify(value, null, 2))}</pre></details>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
