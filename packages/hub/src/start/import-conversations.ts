import { z } from 'zod';
import type { AccessStore, ConversationRecord } from '../access/store.ts';
import { StartProblem } from '../config/problem.ts';

/** Takes over seed 000's `sessions.json`: the same conversations then go on here. Doing it twice changes nothing. */

const time = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), 'must be a time such as 2025-12-07T10:30:00Z');
const file = z.object({
  conversations: z.record(
    z.string().min(1).max(200),
    z.object({
      session_id: z.string().regex(/^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/, 'must be a UUID'),
      created_at: time,
      last_message_at: time,
      turn_count: z.number().int().min(0),
      last_message: z.string().default(''),
    }),
  ),
});

/** Pure. Throws a `StartProblem` that names the place in the file. */
export function parseConversations(text: string, path: string): ConversationRecord[] {
  const parsed = file.safeParse(parseJson(text, path));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new StartProblem(
      `${path}: ${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'wrong'}. Nothing was imported.`,
    );
  }
  return Object.entries(parsed.data.conversations).map(([id, record]) => ({
    id,
    session: record.session_id.toLowerCase(),
    createdAt: Date.parse(record.created_at),
    lastMessageAt: Date.parse(record.last_message_at),
    turnCount: record.turn_count,
    lastMessage: [...record.last_message].slice(0, 100).join(''),
  }));
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    const at = /position (\d+)/.exec(message)?.[1];
    const line = at === undefined ? '' : `, line ${text.slice(0, Number(at)).split('\n').length}`;
    throw new StartProblem(`${path}${line}: not JSON (${message}). Nothing was imported.`);
  }
}

export interface Imported {
  readonly added: readonly string[];
  /** Were there already, with the same session or a newer message. */
  readonly kept: readonly string[];
}

/** A conversation that went on here since is never set back. */
export async function importConversations(
  store: AccessStore,
  records: readonly ConversationRecord[],
): Promise<Imported> {
  const added: string[] = [];
  const kept: string[] = [];
  for (const record of records) {
    const existing = await store.conversation(record.id);
    const older = existing === null || existing.lastMessageAt < record.lastMessageAt;
    if (older) await store.putConversation(record);
    (older ? added : kept).push(record.id);
  }
  return { added, kept };
}
