import { Readable } from 'node:stream';
import type { SessionState } from '@claude-remote/protocol';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Sessions } from '../core.ts';
import type { ApiDoor } from './api-door.ts';
import { failure, requireState, sessionParams } from './api-shapes.ts';
import { EXPORT_FORMATS, type ExportFormat } from './export-format.ts';

/** A session as a file to keep: from the log, whose events were redacted on their machine; never all of it in memory. */

/** Events that are read at once. */
const PAGE = 200;

export function registerExport(app: FastifyInstance, { core }: ApiDoor): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.get(
    '/api/v1/sessions/:session/export',
    {
      config: { access: 'read' },
      schema: {
        summary: 'A session as a file: Markdown, JSON or self-contained HTML',
        params: sessionParams,
        querystring: z.strictObject({ format: z.enum(['md', 'json', 'html']) }),
        response: { 200: z.string(), '4xx': failure },
      },
    },
    async (request, reply) => {
      const state = await requireState(core, request.params.session);
      return send(reply, { state, format: request.query.format, sessions: core.sessions });
    },
  );
}

interface Export {
  readonly state: SessionState;
  readonly format: keyof typeof EXPORT_FORMATS;
  readonly sessions: Sessions;
}

function send(reply: FastifyReply, { state, format, sessions }: Export): FastifyReply {
  const file = write(sessions, state, EXPORT_FORMATS[format]);
  return (
    reply
      .type(EXPORT_FORMATS[format].type)
      // Never shown under the hub's own origin.
      .header('content-disposition', `attachment; filename="session-${state.id}.${format}"`)
      .header('cache-control', 'no-store')
      .send(Readable.from(file, { objectMode: false }))
  );
}

/** Ends at what was newest when it began, so that a busy session ends too. */
async function* write(sessions: Sessions, state: SessionState, format: ExportFormat): AsyncGenerator<string> {
  const end = state.head.seq;
  yield format.head(state);
  let after = 0;
  while (after < end) {
    const events = await sessions.read(state.id, { after, limit: Math.min(PAGE, end - after) });
    const last = events.at(-1);
    if (!last) break;
    const text = events.map((one) => format.event(one, one.seq === 1)).join('');
    if (text !== '') yield text;
    after = last.seq;
  }
  yield format.foot;
}
