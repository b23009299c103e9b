import type { PermissionRequest } from '@claude-remote/protocol';
import { hostOf, textOf, withinWorkspace } from '../transcript/describe-tool.ts';
import { type DiffRow, rowsOfReplacement } from '../transcript/diff-rows.ts';

/** What exactly would happen if it is allowed, read from the input that would be used. */
export type PermissionSubject =
  /** `timeoutMs`: Claude's own time limit for it. */
  | { readonly is: 'command'; readonly command: string; readonly timeoutMs: number | null }
  | { readonly is: 'edit' | 'write'; readonly file: string; readonly rows: readonly DiffRow[] }
  | { readonly is: 'read'; readonly file: string }
  | { readonly is: 'fetch'; readonly url: string; readonly host: string }
  /** A tool without words of its own: its whole input as JSON. */
  | { readonly is: 'other'; readonly tool: string; readonly json: string };

export function permissionSubject({ toolName, input }: PermissionRequest, workspace: string): PermissionSubject {
  const file = withinWorkspace(textOf(input, 'file_path') || textOf(input, 'notebook_path'), workspace);
  switch (toolName) {
    case 'Bash':
      return { is: 'command', command: textOf(input, 'command'), timeoutMs: numberOf(input, 'timeout') };
    case 'Edit':
      return { is: 'edit', file, rows: rowsOfReplacement(textOf(input, 'old_string'), textOf(input, 'new_string')) };
    case 'Write':
      return { is: 'write', file, rows: rowsOfReplacement('', textOf(input, 'content')) };
    case 'Read':
      return { is: 'read', file };
    case 'WebFetch':
      return { is: 'fetch', url: textOf(input, 'url'), host: hostOf(textOf(input, 'url')) };
    default:
      return { is: 'other', tool: toolName, json: JSON.stringify(input, null, 2) };
  }
}

function numberOf(input: Readonly<Record<string, unknown>>, name: string): number | null {
  const value = input[name];
  return typeof value === 'number' ? value : null;
}

/** A text cut so that every part a danger is about can be marked; longer subjects win over shorter ones inside them. */
export function cutAtHits(text: string, subjects: readonly string[]): { text: string; hit: boolean }[] {
  const wanted = [...new Set(subjects)].filter((subject) => subject !== '').sort((a, b) => b.length - a.length);
  const pieces: { text: string; hit: boolean }[] = [];
  let rest = text;
  while (rest !== '') {
    const next = wanted
      .map((subject) => ({ subject, at: rest.indexOf(subject) }))
      .filter(({ at }) => at >= 0)
      .reduce<{ subject: string; at: number } | null>(
        (first, found) => (first && first.at <= found.at ? first : found),
        null,
      );
    if (!next) break;
    if (next.at > 0) pieces.push({ text: rest.slice(0, next.at), hit: false });
    pieces.push({ text: next.subject, hit: true });
    rest = rest.slice(next.at + next.subject.length);
  }
  return rest === '' ? pieces : [...pieces, { text: rest, hit: false }];
}
