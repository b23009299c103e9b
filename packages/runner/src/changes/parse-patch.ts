import type { Hunk } from '@claude-remote/protocol';

/** Pure readers of what `git diff` says. Names are quoted by git where they could be mistaken for something else. */

/** A file of a patch that was made without prefixes and without looking for renames. */
export interface PatchedFile {
  readonly path: string;
  readonly status: 'added' | 'changed' | 'deleted';
  readonly hunks: readonly Hunk[];
}

export function parsePatch(patch: string): PatchedFile[] {
  const files: Patching[] = [];
  for (const line of patch.split('\n')) {
    if (line.startsWith('diff --git ')) {
      const path = nameTwice(line.slice('diff --git '.length));
      if (path !== null) files.push({ path, status: 'changed', hunks: [] });
    } else {
      const file = files.at(-1);
      if (file) takeLine(file, line);
    }
  }
  return files;
}

interface Patching {
  readonly path: string;
  status: PatchedFile['status'];
  readonly hunks: Hunk[];
}

/** A line of a file's hunks begins with its sign, so that nothing a file holds can be taken for a header. */
function takeLine(file: Patching, line: string): void {
  const begin = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
  const hunk = file.hunks.at(-1);
  if (begin) file.hunks.push({ oldStart: Number(begin[1]), newStart: Number(begin[2]), lines: [] });
  else if (hunk && /^[ +\-\\]/.test(line)) hunk.lines.push(line);
  else if (!hunk && line.startsWith('new file mode ')) file.status = 'added';
  else if (!hunk && line.startsWith('deleted file mode ')) file.status = 'deleted';
}

/** `name name`, each quoted or neither: without renames both are the same. */
function nameTwice(text: string): string | null {
  if (text.startsWith('"')) {
    const quoted = /^"(?:[^"\\]|\\.)*"/.exec(text)?.[0];
    return quoted === undefined ? null : unquote(quoted);
  }
  const half = (text.length - 1) / 2;
  return text.slice(0, half) === text.slice(half + 1) ? text.slice(0, half) : null;
}

const ESCAPED: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 };

/** C-style, with octal bytes of UTF-8. */
function unquote(quoted: string): string {
  const bytes: number[] = [];
  const text = quoted.slice(1, -1);
  for (const [piece, escaped] of text.matchAll(/\\([0-7]{3}|.)|[^\\]+/g)) {
    if (escaped === undefined) bytes.push(...Buffer.from(piece));
    else bytes.push(ESCAPED[escaped] ?? Number.parseInt(escaped, 8));
  }
  return Buffer.from(bytes).toString();
}

/** One line of `git diff --numstat -z`. */
export interface FileCount {
  readonly path: string;
  readonly added: number;
  readonly removed: number;
  readonly binary: boolean;
}

export function parseCounts(numstat: string): FileCount[] {
  return numstat.split('\0').flatMap((entry) => {
    const found = /^(-|\d+)\t(-|\d+)\t([\s\S]+)$/.exec(entry);
    const [, added = '', removed = '', path] = found ?? [];
    if (path === undefined) return [];
    return [{ path, added: Number(added) || 0, removed: Number(removed) || 0, binary: added === '-' }];
  });
}
