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
