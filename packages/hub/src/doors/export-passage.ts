import type { BodyOf, Closing, Event, EventBody } from '@claude-remote/protocol';
import { deviceWords } from '@claude-remote/session';

/** What a reader of an exported session sees of one event; events that only the machinery needs have none. */
export interface Passage {
  readonly heading: string;
  readonly text: string;
  /** `prose` is Markdown as a person or Claude wrote it, `plain` is shown character by character, `note` is one line. */
  readonly form: 'prose' | 'plain' | 'note';
}

export function passageOf({ body }: Event): Passage | null {
  switch (body.kind) {
    case 'turn-started':
      return { heading: 'Prompt', text: withAttachments(body), form: 'prose' };
    case 'text':
      return { heading: 'Claude', text: body.text, form: 'prose' };
    case 'thinking':
      return { heading: 'Thinking', text: body.text, form: 'plain' };
    case 'tool-started':
      return { heading: `Tool: ${body.name}`, text: JSON.stringify(body.input, null, 2), form: 'plain' };
    case 'tool-ended':
      return { heading: `Result: ${body.outcome}`, text: resultOf(body), form: 'plain' };
    default: {
      const text = noteOf(body);
      return text === null ? null : { heading: 'Note', text, form: 'note' };
    }
  }
}

function withAttachments({ text, attachments }: BodyOf<'turn-started'>): string {
  return [text, ...attachments.map(({ name }) => `Attached: ${name}`)].join('\n\n');
}

function resultOf({ output, omitted, diff }: BodyOf<'tool-ended'>): string {
  const changed = diff ? [diff.path, ...diff.hunks.flatMap(({ lines }) => lines)] : [];
  const missing = omitted > 0 ? [`(${omitted} more characters stayed on the machine)`] : [];
  return [output, ...changed, ...missing].join('\n');
}

function noteOf(body: EventBody): string | null {
  switch (body.kind) {
    case 'turn-ended':
      return `Turn ${body.turn} ${body.outcome}, $${body.costUsd.toFixed(4)}`;
    case 'request-closed':
      return decisionOf(body.closing);
    case 'blocks-superseded':
      return 'Claude was restarted; what it had begun to say comes anew';
    case 'worktree-removed':
      return 'The working tree was removed';
    case 'compacted':
      return 'The conversation was compacted';
    case 'notice':
      return body.text;
    default:
      return null;
  }
}

function decisionOf(closing: Closing): string {
  if (closing.how === 'withdrawn') return 'Request withdrawn';
  const { name, device } = closing.by;
  return `Request ${closing.decision} by ${name}${device ? ` on ${deviceWords(device)}` : ''}`;
}
