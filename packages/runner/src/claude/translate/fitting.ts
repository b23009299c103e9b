import {
  type EventBody,
  eventBody,
  type LiveValue,
  liveValue,
  MAX_EVENT_BYTES,
  MAX_INPUT_DEPTH,
} from '@claude-remote/protocol';
import type { Fields } from '../json.ts';

/**
 * What Claude writes can be nested, long or odd without limit; what a hub takes cannot. An event that it refused would be
 * sent again for ever and hold up every session of the machine, so nothing of the kind leaves the translation (R16).
 */

/** Whether a hub takes this event. */
export function fits(body: EventBody): boolean {
  return eventBody.safeParse(body).success && Buffer.byteLength(JSON.stringify(body)) <= MAX_EVENT_BYTES;
}

/** What is said of an event that does not fit: its kind and how it begins. */
export function beginningOf(body: EventBody): EventBody {
  return { kind: 'unknown', name: body.kind, data: jsonOf(body).slice(0, UNKNOWN_CHARS) };
}

/** Live values are worth less: one that does not fit is left out. */
export function fitsLive(value: LiveValue): boolean {
  return liveValue.safeParse(value).success;
}

/** A tool's input in which what is nested too deep for a hub is its JSON as text. */
export function shallow(input: Fields): Record<string, unknown> {
  return fieldsAbove(input, 1);
}

function fieldsAbove(fields: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, above(value, depth + 1)]));
}

function above(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_INPUT_DEPTH) return jsonOf(value);
  return Array.isArray(value) ? value.map((item) => above(item, depth + 1)) : fieldsAbove(value, depth);
}

/** Characters that are kept of what this version does not know. */
export const UNKNOWN_CHARS = 2_000;

/** JSON as text, also of what was read deeper than it can be written. */
export function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '[nested too deep]';
  }
}
