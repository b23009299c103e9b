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

const MAX_DETAIL_CHARS = 300;

/** The first thing that a schema found wrong, as `path: message`. */
export function describeIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (!issue) return 'unknown';
  const path = issue.path.join('.');
  // Keys are the sender's: a frame of one long key must not come back as one long sentence.
  return (path ? `${path}: ${issue.message}` : issue.message).slice(0, MAX_DETAIL_CHARS);
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/**
 * Counts brackets outside strings in one pass, without building anything. Not a regular expression: one that skips strings
 * starts anew at each quote of a string that never ends, which is quadratic.
 */
function checkDepth(text: string): void {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) inString = !inString;
    else if (inString) {
      if (code === BACKSLASH) at++;
    } else if (OPENING.has(code)) {
      if (++depth > MAX_JSON_DEPTH) throw new RemoteError('too_deep', { limit: MAX_JSON_DEPTH });
    } else if (CLOSING.has(code)) depth--;
  }
}
