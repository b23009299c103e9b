import type { Asked, AskedFile, ToolResult } from './script.ts';

/** Reads what a Messages API request asks; foreign JSON, so every field is looked at before it is used. */
export function readAsked(body: unknown): Asked {
  const { messages, system } = fields(body);
  const list = Array.isArray(messages) ? messages.map(readMessage) : [];
  const last = list.findLastIndex((message) => message.role === 'user' && message.prompt !== '');
  const since = list.slice(last + 1);
  const whole = JSON.stringify(system ?? '') + JSON.stringify(messages ?? '');
  return {
    prompt: list[last]?.prompt ?? '',
    earlier: list
      .slice(0, Math.max(0, last))
      .flatMap(({ role, prompt }) => (role === 'user' && prompt !== '' ? [prompt] : [])),
    files: list[last]?.files ?? [],
    results: since.flatMap((message) => message.results),
    step: since.filter((message) => message.role === 'assistant').length,
    cwd: /[Ww]orking directory:? *([^\s"\\<]+)/.exec(whole)?.[1] ?? '',
  };
}

interface Message {
  readonly role: string;
  readonly prompt: string;
  readonly files: readonly AskedFile[];
  readonly results: readonly ToolResult[];
}

function readMessage(message: unknown): Message {
  const { role, content } = fields(message);
  const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : Array.isArray(content) ? content : [];
  const known = parts.map(fields);
  const results = known
    .filter((part) => part.type === 'tool_result')
    .map((part) => ({ text: textOf(part.content), isError: part.is_error === true }));
  // After a Stop or a failure Claude Code joins the next prompt to what went before: the last part is the new one.
  const prompt = known
    .filter((part) => part.type === 'text')
    .map((part) =>
      String(part.text)
        .replaceAll(/<system-reminder>[\s\S]*?<\/system-reminder>/g, '')
        .trim(),
    )
    // Claude Code writes such lines itself: after a Stop, and to say where it keeps a picture.
    .filter((text) => text !== '' && !/^\[(?:Request interrupted|Image: source)/.test(text))
    .at(-1);
  return { role: String(role), prompt: prompt ?? '', files: known.flatMap(readFile), results };
}

function readFile({ type, source }: Readonly<Record<string, unknown>>): AskedFile[] {
  if (type !== 'image' && type !== 'document') return [];
  const { media_type, data } = fields(source);
  return [{ type, mediaType: String(media_type), data: String(data) }];
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => String(fields(part).text ?? '')).join('');
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}; // every field stays unknown
}
