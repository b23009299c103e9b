import type { KeptDenial, PushMemory } from './push-memory.ts';

/** Sends what was denied from a notification: kept first, sent until the hub has it or will not have it, and so once. */
export interface DenialParts {
  readonly memory: PushMemory;
  readonly fetch: typeof globalThis.fetch;
}

/** `kept`: the hub could not be reached. `over`: the hub has it, or it is not needed any more. */
export type DenialFate = 'over' | 'kept' | 'signed-out';

export async function sendDenial(denial: KeptDenial, { memory, fetch }: DenialParts): Promise<DenialFate> {
  const fate = await tell(denial, fetch);
  if (fate !== 'kept') await memory.remove(denial.id);
  return fate;
}

/** Everything that is still here, in any order: each decides about a request of its own. */
export async function sendKeptDenials(parts: DenialParts): Promise<void> {
  for (const denial of await parts.memory.denials()) await sendDenial(denial, parts);
}

/** The id of the command: whichever device denies, and however often, it is the same one. */
export async function denialKey(session: string, request: string): Promise<string> {
  const name = new TextEncoder().encode(`deny ${session} ${request}`);
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', name)).slice(0, 16);
  // The marks of a UUID that is made of its own kind of hash (version 8).
  bytes[6] = 0x80 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

async function tell(
  { session, request, key, expiresAt }: KeptDenial,
  fetch: DenialParts['fetch'],
): Promise<DenialFate> {
  const path = `/api/v1/sessions/${encodeURIComponent(session)}/requests/${encodeURIComponent(request)}/answer`;
  try {
    const { status } = await fetch(`${path}?expiresAt=${expiresAt}`, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ type: 'deny' }),
    });
    if (status === 401) return 'signed-out';
    // A hub or a proxy in trouble has not decided; everything else is an answer.
    return status >= 500 || status === 429 || status === 408 ? 'kept' : 'over';
  } catch {
    return 'kept';
  }
}
