import { describeIssue, MAX_BODY_BYTES, RemoteError, type WireError, wireError } from '@claude-remote/protocol';
import { z } from 'zod';
import { statusOf } from './status.ts';

/** Any thrown thing as what the other side may see of it. Pure; what must not be seen is left to the log. */
export interface Failure {
  readonly status: number;
  readonly body: WireError;
  /** True for our own faults, which the log must name by `ref`. */
  readonly internal: boolean;
}

/** `ref` names an internal fault in the log; `bodyLimit` is the route's, in bytes. */
export function describeFailure(error: unknown, { ref = '', bodyLimit = MAX_BODY_BYTES } = {}): Failure {
  if (error instanceof RemoteError) return { status: statusOf(error.code), body: error.toWire(), internal: false };
  if (error instanceof z.ZodError) return badRequest(describeIssue(error), 400);
  const status = statusFrom(error);
  if (status === 413) {
    return { status, body: wireError('too_large', { what: 'The body', limit: bodyLimit }), internal: false };
  }
  if (status !== null && status < 500) return badRequest(describeValidation(error), status);
  return { status: 500, body: wireError('internal', { ref }), internal: true };
}

function badRequest(detail: string, status: number): Failure {
  return { status, body: wireError('bad_request', { detail: detail.replace(/\.$/, '') }), internal: false };
}

/** Fastify marks its own refusals with a status. */
function statusFrom(error: unknown): number | null {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 ? status : null;
}

const validation = z.object({
  validationContext: z.string(),
  validation: z.array(z.object({ instancePath: z.string(), message: z.string() })).min(1),
});

/** `body.password: Invalid input: expected string, received number`. */
function describeValidation(error: unknown): string {
  const parsed = validation.safeParse(error);
  if (!parsed.success) return error instanceof Error ? error.message : 'unknown';
  const { validationContext, validation: issues } = parsed.data;
  const [issue] = issues;
  const path = (issue?.instancePath ?? '').replaceAll('/', '.');
  return `${validationContext}${path}: ${issue?.message ?? 'wrong'}`;
}
