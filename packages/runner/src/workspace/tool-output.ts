import { RemoteError, type ReplyOf, type SessionId, type ToolId } from '@claude-remote/protocol';

/** The whole output of a tool call, from Claude's own transcript. Throws `not_found`. */
export async function toolOutput(ask: {
  claudeSession: SessionId;
  workspace: string;
  tool: ToolId;
}): Promise<ReplyOf<'tool-output'>> {
  const { getSessionMessages } = await import('@anthropic-ai/claude-agent-sdk');
  const messages = await getSessionMessages(ask.claudeSession, { dir: ask.workspace });
  for (const { type, message } of messages.toReversed()) {
    const text = type === 'user' ? resultOf(message, ask.tool) : null;
    if (text !== null) return { kind: 'tool-output', text };
  }
  throw new RemoteError('not_found', { what: 'output of a tool call' });
}

function resultOf(message: unknown, tool: string): string | null {
  for (const part of arrayIn(message, 'content')) {
    if (fieldOf(part, 'type') !== 'tool_result' || fieldOf(part, 'tool_use_id') !== tool) continue;
    const content = fieldOf(part, 'content');
    if (typeof content === 'string') return content;
    const texts = arrayIn(part, 'content').map((piece) => fieldOf(piece, 'text'));
    return texts.filter((text) => typeof text === 'string').join('\n');
  }
  return null;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function arrayIn(value: unknown, name: string): unknown[] {
  const field = fieldOf(value, name);
  return Array.isArray(field) ? field : [];
}
