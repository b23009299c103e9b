import type { Client } from '@claude-remote/client';
import type { Attachment, Effort, MachineId, PermissionMode, SessionId } from '@claude-remote/protocol';
import type { Earlier } from './earlier-sheet.tsx';

/** What a person chose for a new session; what they left alone is the machine's default. */
export interface Choice {
  readonly machine: MachineId;
  readonly workspace: string | null;
  /** Branch of a working tree to be made. */
  readonly branch: string | null;
  readonly earlier: Earlier | null;
  readonly mode: PermissionMode | null;
  readonly model: string;
  readonly effort: Effort | null;
  readonly prompt: string;
  readonly attachments: readonly Attachment[];
}

/** Starts the session, then sends its first prompt: both wait in the outbox while there is no connection. */
export async function beginSession(client: Client, session: SessionId, choice: Choice): Promise<void> {
  const { machine, workspace, branch, earlier, prompt, attachments } = choice;
  const settings = settingsOf(choice);
  await client.submit(session, {
    kind: 'start',
    machine,
    ...(workspace === null ? {} : { workspace }),
    ...(branch ? { worktree: { branch } } : {}),
    ...(earlier && { from: { claudeSession: earlier.claudeSession, how: earlier.how } }),
    ...(Object.keys(settings).length > 0 ? { settings } : {}),
  });
  if (prompt.trim() === '' && attachments.length === 0) return;
  const files = attachments.length > 0 ? { attachments: [...attachments] } : {};
  await client.submit(session, { kind: 'prompt', text: prompt, ...files });
}

function settingsOf({ mode, model, effort }: Choice) {
  return { ...(mode && { mode }), ...(model && { model }), ...(effort && { effort }) };
}
