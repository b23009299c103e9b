import type { Attachment, CommandId, Settings } from '@claude-remote/protocol';
import type { Fields } from '../json.ts';
import { claudeMode } from '../modes.ts';

/** The lines that go to Claude's stdin. */

export function promptFrame(prompt: { command: CommandId; text: string; attachments: readonly Attachment[] }): Fields {
  const content =
    prompt.attachments.length === 0
      ? prompt.text
      : [...prompt.attachments.map(attached), ...(prompt.text === '' ? [] : [{ type: 'text', text: prompt.text }])];
  return {
    type: 'user',
    message: { role: 'user', content },
    parent_tool_use_id: null,
    uuid: prompt.command,
    origin: { kind: 'human' },
  };
}

function attached({ name, mediaType, data }: Attachment): Fields {
  if (mediaType.startsWith('image/')) return { type: 'image', source: { type: 'base64', media_type: mediaType, data } };
  if (mediaType === 'application/pdf')
    return { type: 'document', title: name, source: { type: 'base64', media_type: mediaType, data } };
  const text = Buffer.from(data, 'base64').toString();
  return { type: 'document', title: name, source: { type: 'text', media_type: 'text/plain', data: text } };
}

export function controlRequest(id: string, request: Fields): Fields {
  return { type: 'control_request', request_id: id, request };
}

export function controlSuccess(id: string, response: Fields): Fields {
  return { type: 'control_response', response: { subtype: 'success', request_id: id, response } };
}

export function controlError(id: string, error: string): Fields {
  return { type: 'control_response', response: { subtype: 'error', request_id: id, error } };
}

/** One control request for each setting that changes. */
export function settingsRequests(settings: Partial<Settings>): Fields[] {
  return [
    ...(settings.mode ? [{ subtype: 'set_permission_mode', mode: claudeMode(settings.mode) }] : []),
    ...(settings.model ? [{ subtype: 'set_model', model: settings.model }] : []),
    ...(settings.effort ? [{ subtype: 'apply_flag_settings', settings: { effortLevel: settings.effort } }] : []),
  ];
}
