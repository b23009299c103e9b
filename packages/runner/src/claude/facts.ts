import { isAbsolute, relative, resolve } from 'node:path';
import type { Fact } from '@claude-remote/protocol';
import { type Fields, textOf } from './json.ts';

/**
 * What the runner itself finds about a permission request, from the input and nothing else. It warns; it neither allows
 * nor forbids, and a command it finds nothing about is not thereby safe.
 */
export function factsAbout(toolName: string, input: Fields, workspace: string): Fact[] {
  if (toolName === 'Bash') return aboutCommand(textOf(input.command), workspace);
  const path = textOf(input.file_path) || textOf(input.notebook_path) || textOf(input.path);
  return path !== '' && isOutside(path, workspace) ? [danger('outside_workspace', path)] : [];
}

/**
 * About the path that Claude Code names as the reason of its asking. It names ordinary places of the workspace too, so
 * only what lies outside, and what changes how git or Claude itself work, is worth a warning.
 */
export function factsAboutBlocked(path: string, workspace: string): Fact[] {
  if (path === '') return [];
  const guarded = /(?:^|\/)\.(?:git|claude|mcp\.json|vscode|idea)(?:\/|$)/.test(
    relative(workspace, resolve(workspace, path)),
  );
  return guarded || isOutside(path, workspace) ? [danger('blocked_path', path)] : [];
}

/** Every pattern is linear: no nested repetition. */
const PATTERNS: readonly { code: Fact['code']; pattern: RegExp }[] = [
  { code: 'deletes', pattern: /\b(?:rm|rmdir|unlink|shred|truncate)\b[^|;&\n]*/ },
  {
    code: 'deletes',
    pattern: /\bgit\s+(?:clean|reset\s+--hard|checkout\s+--|branch\s+-D|stash\s+(?:drop|clear))[^|;&\n]*/,
  },
  { code: 'deletes', pattern: /\bfind\b[^|;&\n]*-delete\b/ },
  {
    code: 'privileged',
    pattern: /\b(?:sudo|doas|su|chmod|chown|mkfs\S*|dd|mount|systemctl|kill|killall|pkill)\s[^|;&\n]*/,
  },
  { code: 'pipes_to_shell', pattern: /\|\s*(?:sudo\s+)?(?:ba|z|da|k)?sh\b/ },
  { code: 'pipes_to_shell', pattern: /\beval\b|\b(?:ba|z|da)?sh\s+-c\b/ },
  { code: 'network', pattern: /\b(?:curl|wget|nc|ncat|ssh|scp|rsync|ftp)\b[^|;&\n]*/ },
  { code: 'force', pattern: /\s(?:--force\b|--hard\b|--no-verify\b|-f\b)/ },
];
/** What makes the card a dangerous one; network alone does not. */
const INFO: ReadonlySet<Fact['code']> = new Set(['network', 'force']);

function aboutCommand(command: string, workspace: string): Fact[] {
  const found = PATTERNS.flatMap(({ code, pattern }) => {
    const subject = pattern.exec(command)?.[0].trim();
    return subject ? [{ level: INFO.has(code) ? ('info' as const) : ('danger' as const), code, subject }] : [];
  });
  const outside = pathsIn(command).filter((path) => isOutside(path, workspace));
  return [...found, ...outside.map((path) => danger('outside_workspace', path))];
}

/** Words of a command that read as paths and leave the directory, or start at the root or the home. */
function pathsIn(command: string): string[] {
  const words = command.split(/[\s'"=<>|;&()]+/);
  const paths = words.filter((word) => /^(?:\/|~|\.\.(?:\/|$))/.test(word) || word.includes('/../'));
  return [...new Set(paths)].filter((path) => !HARMLESS.test(path));
}

const HARMLESS = /^\/(?:dev\/(?:null|stdout|stderr)|usr\/bin\/env|tmp(?:\/|$))/;

function isOutside(path: string, workspace: string): boolean {
  if (path.startsWith('~')) return true;
  const way = relative(workspace, resolve(workspace, path));
  return way === '..' || way.startsWith('../') || isAbsolute(way);
}

function danger(code: Fact['code'], subject: string): Fact {
  return { level: 'danger', code, subject };
}
