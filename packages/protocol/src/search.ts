import { z } from 'zod';
import { sequence, sessionId, timestamp } from './scalars.ts';

/** What a search over all transcripts finds: `GET /api/v1/search`. */
export const searchHit = z.object({
  session: sessionId,
  /** The event that says it; 0 for a title. */
  seq: sequence,
  /** Unix ms by the runner's clock. */
  at: timestamp,
  kind: z.enum(['title', 'prompt', 'text', 'tool']),
  /** A piece of the text around what was found, in order; `mark` is what was found. Plain text, never markup. */
  snippet: z.array(z.object({ text: z.string(), mark: z.boolean() })),
});
export type SearchHit = z.infer<typeof searchHit>;

export const searchAnswer = z.object({
  /** Newest first. */
  hits: z.array(searchHit),
  /** Where to go on; null when there is no more. */
  cursor: z.string().nullable(),
  /** Events are still being read in: older ones may be missing. */
  reading: z.boolean(),
});
export type SearchAnswer = z.infer<typeof searchAnswer>;
