import { createHash } from 'node:crypto';
import { type Command, type CommandBody, MAX_PROMPT_BYTES, RemoteError } from '@claude-remote/protocol';

/** Refuses what no runner could carry out, before it is stored. Throws `RemoteError`. */
export function checkCommand(body: CommandBody): void {
  if (body.kind === 'prompt') checkText(body.text, body.attachments?.length ?? 0);
  if (body.kind === 'edit-queued') checkText(body.text, 0);
}

function checkText(text: string, attachments: number): void {
  if (text.trim() === '' && attachments === 0) throw new RemoteError('empty_prompt');
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_PROMPT_BYTES) throw new RemoteError('prompt_too_long', { bytes, limit: MAX_PROMPT_BYTES });
  if (text.includes('\0')) throw new RemoteError('prompt_bad_text', { detail: 'NUL' });
}

/** Equal for equal content. Bodies come out of one schema, so their keys stand in one order. */
export function digestOf(command: Command): string {
  return createHash('sha256')
    .update(JSON.stringify([command.session, command.body]))
    .digest('base64');
}
