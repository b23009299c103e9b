import type { Request } from '@claude-remote/protocol';
import type { TranscriptItem } from '@claude-remote/session';
import type { Words } from '../i18n/language.tsx';
import { permissionSubject } from '../tray/permission-subject.ts';
import { kindWords, questionOf } from '../tray/request-words.ts';
import { describeTool } from './describe-tool.ts';
import { inert } from './inert-text.ts';

/** What of a transcript is said aloud to people who do not see it: finished sentences and each step, once. */

/** Characters of one text that are read by themselves; the rest is in the transcript. */
const SPOKEN_CHARS = 400;

export function spokenItem(item: TranscriptItem, workspace: string, { t }: Words): string {
  switch (item.kind) {
    case 'text':
      return plain(item.text);
    case 'tool': {
      const { doing, object } = describeTool(item, workspace);
      return item.name === '' ? '' : `${t(doing)} ${inert(object)}`.trim();
    }
    default:
      return '';
  }
}

/** A request as one sentence: what kind, and what exactly is asked. */
export function spokenRequest(request: Request, at: { machine: string; workspace: string }, words: Words): string {
  const kind = kindWords(request, words);
  switch (request.kind) {
    case 'permission': {
      const subject = permissionSubject(request, at.workspace);
      const input = subject.is === 'command' ? ` ${inert(subject.command).slice(0, SPOKEN_CHARS)}` : '';
      return `${kind}. ${questionOf(subject, at.machine, words)}${input}`;
    }
    case 'question':
      return `${kind}. ${inert(request.questions[0]?.question ?? '')}`;
    case 'plan':
      return kind;
  }
}

/** Markdown without its signs; code is seen, not heard. */
function plain(markdown: string): string {
  const text = markdown.replace(/```[\s\S]*?(?:```|$)/g, ' ').replace(/[*_`#>|]+/g, ' ');
  const short = inert(text.replace(/\s+/g, ' ').trim());
  return short.length > SPOKEN_CHARS ? `${short.slice(0, SPOKEN_CHARS)}…` : short;
}
