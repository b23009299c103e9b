import type { z } from 'zod';
import { RemoteError } from './errors.ts';
import { MAX_JSON_DEPTH } from './limits.ts';

/**
 * The door every inbound frame passes: size, depth, JSON, schema; in that order, so that nothing costly is done for a
 * hostile frame. Throws `RemoteError` with `too_large`, `too_deep` or `bad_frame`.
 */
export function parseFrame<Schema extends z.ZodType>(schema: Schema, text: string, maxBytes: number): z.infer<Schema> {
  if (Buffer.byteLength(text) > maxBytes) throw new RemoteError('too_large', { what: 'The message', limit: maxBytes });
  checkDepth(text);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new RemoteError('bad_frame', { detail: 'not JSON' });
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new RemoteError('bad_frame', { detail: describeIssue(parsed.error) });
  return parsed.data;
}

/** The first thing that a schema found wrong, as `path: message`. */
export function describeIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (!issue) return 'unknown';
  const path = issue.path.join('.');
  return path ? `${path}: ${issue.message}` : issue.message;
}

const TOKENS = /"(?:[^"\\]|\\.)*"|[[{]|[\]}]/g;

/** Counts brackets outside strings, without building anything; the pattern is linear (no two branches share a start). */
function checkDepth(text: string): void {
  let depth = 0;
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === '{' || token === '[') {
      if (++depth > MAX_JSON_DEPTH) throw new RemoteError('too_deep', { limit: MAX_JSON_DEPTH });
    } else if (token === '}' || token === ']') depth--;
  }
}
