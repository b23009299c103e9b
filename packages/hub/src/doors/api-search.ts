import { searchAnswer } from '@claude-remote/protocol';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { TranscriptSearch } from '../core.ts';
import { failure } from './api-shapes.ts';

/** What was said, in all sessions. */

const MAX_QUERY_CHARS = 500;
const MAX_HITS = 100;
const HITS = 20;

const digits = z
  .string()
  .regex(/^\d{1,15}$/, 'must be a whole number')
  .transform(Number);

export function registerSearch(app: FastifyInstance, search: TranscriptSearch): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    '/api/v1/search',
    {
      config: { access: 'read' },
      // As in api.ts: the schema describes an answer of our own making.
      serializerCompiler: () => (answer) => JSON.stringify(answer),
      schema: {
        summary: 'Search in what was asked and said in all sessions, newest first',
        description:
          'Words, "exact words", machine:name, workspace:part, after:2026-11-01, before:2026-11-20. Days are those of `timeZone` (IANA, else UTC).',
        querystring: z.strictObject({
          q: z.string().min(1).max(MAX_QUERY_CHARS),
          limit: digits.pipe(z.number().min(1).max(MAX_HITS)).optional(),
          cursor: digits.optional(),
          timeZone: z.string().min(1).max(100).optional(),
        }),
        response: { 200: searchAnswer, '4xx': failure },
      },
    },
    async ({ query: { q, limit = HITS, cursor = null, timeZone = 'UTC' } }) =>
      search.find({ text: q, limit, cursor, timeZone }),
  );
}
