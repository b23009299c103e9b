import { RemoteError, type WireError, wireError } from '@claude-remote/protocol';

/** Whatever was thrown, as a refusal that a person can read. */
export function asWire(error: unknown): WireError {
  if (error instanceof RemoteError) return error.toWire();
  return wireError('claude_error', { detail: error instanceof Error ? error.message : String(error) });
}
