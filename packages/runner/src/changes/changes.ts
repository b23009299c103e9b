import { constants } from 'node:fs';
import { lstat, open, readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { type ChangedFile, type Hunk, RemoteError, type ReplyOf } from '@claude-remote/protocol';
import { commitAt } from './base-commit.ts';
import { maskLines } from './mask-lines.ts';
import { type FileCount, parseCounts, parsePatch } from './parse-patch.ts';
import { findRepository, type Repository } from './repository.ts';
import { type GitTool, type Shadow, withShadow } from './shadow.ts';

/**
 * What is different in a workspace since a moment: against the commit that was checked out then, and only files that were
 * written since, so that what somebody had left uncommitted before is not told as new. Reads only.
 */
export async function changesSince(ask: ChangesAsk, tool: GitTool | null): Promise<ReplyOf<'changes'>> {
  if (ask.path !== undefined && !isBelow(ask.path)) throw new RemoteError('not_found', { what: 'file' });
  const repository = await findRepository(ask.workspace);
  if (!repository || !tool) return { kind: 'changes', repository: null, files: [], omitted: 0 };
  const base = await baseOf(repository, ask.since);
  return withShadow(tool, { repository, cwd: ask.workspace }, async (shadow) => {
    const tree = base ?? emptyTree(repository);
    const tracked = await trackedChanges(shadow, tree, ask);
    const fresh = await newFiles(shadow, ask, MAX_FILES - tracked.length);
    const found = [...tracked, ...fresh].sort((a, b) => (a.path < b.path ? -1 : 1));
    const files = await withHunks(found.slice(0, MAX_FILES), { shadow, tree, ask });
    const { branch } = repository;
    return { kind: 'changes', repository: { branch, base }, files, omitted: Math.max(0, found.length - MAX_FILES) };
  });
}

export interface ChangesAsk {
  readonly workspace: string;
  /** Unix ms. */
  readonly since: number;
  /** One file only. */
  readonly path: string | undefined;
  readonly mask: (text: string) => string;
}

/** Files in one answer: what a person can look through. */
const MAX_FILES = 500;
/** Lines of hunks in one answer about many files, and about one. */
const MAX_LINES = 3_000;
const MAX_LINES_OF_ONE = 20_000;
/** Changed lines above which a file is not sent along with the others. */
const LARGE_LINES = 600;
/** Bytes of a new file that are read. */
const MAX_NEW_BYTES = 1024 * 1024;
/** File systems and the log of HEAD tell time more coarsely than our clock. */
const SLACK_MS = 1_000;

function isBelow(path: string): boolean {
  return !path.includes('\0') && !isAbsolute(path) && !path.split('/').includes('..');
}

/** Every git knows it without having it. */
function emptyTree({ head }: Repository): string {
  const sha256 = '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321';
  return head?.length === 64 ? sha256 : '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
}

async function baseOf({ gitDir, head }: Repository, since: number): Promise<string | null> {
  const log = await readFile(join(gitDir, 'logs/HEAD'), 'utf8').catch(() => '');
  const logged = commitAt(log, since);
  return logged === undefined ? head : logged;
}

/** Without these a patch would be made by programs that settings name, or in a form that settings choose. */
const DIFF = [
  ...['diff', '--no-ext-diff', '--no-textconv', '--no-renames', '--no-color', '--no-prefix', '--relative'],
  ...['--ignore-submodules=all', '--unified=3', '--inter-hunk-context=0', '--diff-algorithm=histogram'],
];

interface Found extends FileCount {
  readonly gone?: boolean;
  /** Known for new files; others are asked for. */
  readonly hunks?: readonly Hunk[];
}

async function trackedChanges(shadow: Shadow, tree: string, ask: ChangesAsk): Promise<Found[]> {
  const paths = ask.path === undefined ? [] : [ask.path];
  const counts = parseCounts(await shadow.run([...DIFF, '--numstat', '-z', tree, '--', ...paths]));
  const touched = await Promise.all(counts.map(({ path }) => stateSince(ask, path)));
  return counts.flatMap((count, index) =>
    touched[index] === 'before' ? [] : [{ ...count, gone: touched[index] === 'gone' }],
  );
}

/** Whether the file was written or moved since then; its change time cannot be set back by hand. */
async function stateSince({ workspace, since }: ChangesAsk, path: string): Promise<'since' | 'before' | 'gone'> {
  const found = await lstat(join(workspace, path)).catch(() => null);
  if (found === null) return 'gone';
  return found.ctimeMs >= since - SLACK_MS ? 'since' : 'before';
}

async function newFiles(shadow: Shadow, ask: ChangesAsk, room: number): Promise<Found[]> {
  const paths = ask.path === undefined ? [] : [ask.path];
  const said = await shadow.run(['ls-files', '-z', '--others', '--exclude-standard', '--', ...paths]);
  const found: Found[] = [];
  for (const path of said.split('\0')) {
    if (path === '' || path.endsWith('/') || (await stateSince(ask, path)) !== 'since') continue;
    found.push(
      found.length < room ? await readNew(ask.workspace, path) : { path, added: 0, removed: 0, binary: false },
    );
  }
  return found;
}

/** A new file as one hunk of added lines. Links are not followed: they are told as files without lines. */
async function readNew(workspace: string, path: string): Promise<Found> {
  const nothing = { path, added: 0, removed: 0, binary: true, hunks: [] };
  const file = await open(
    join(workspace, path),
    constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
  ).catch(() => null);
  if (!file) return nothing;
  try {
    const about = await file.stat();
    if (!about.isFile() || about.size > MAX_NEW_BYTES) return nothing;
    const text = await file.readFile('utf8');
    if (text.includes('\0')) return nothing;
    const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
    const hunks = lines.length === 0 ? [] : [{ oldStart: 0, newStart: 1, lines: lines.map((line) => `+${line}`) }];
    return { path, added: lines.length, removed: 0, binary: false, hunks };
  } finally {
    await file.close();
  }
}

interface Asking {
  readonly shadow: Shadow;
  readonly tree: string;
  readonly ask: ChangesAsk;
}

/** Hunks for as many files as fit, small ones first served; the others are asked for one by one. */
async function withHunks(found: readonly Found[], { shadow, tree, ask }: Asking): Promise<ChangedFile[]> {
  const alone = ask.path !== undefined;
  let room = alone ? MAX_LINES_OF_ONE : MAX_LINES;
  const fits = found.filter(({ added, removed }) => {
    const lines = added + removed;
    if (lines > room || (!alone && lines > LARGE_LINES)) return false;
    room -= lines;
    return true;
  });
  const sent = new Set(fits.map(({ path }) => path));
  const asked = fits.filter(({ hunks }) => hunks === undefined).map(({ path }) => path);
  const patch = asked.length === 0 ? '' : await shadow.run([...DIFF, '--patch', tree, '--', ...asked]);
  const patched = new Map(parsePatch(patch).map((file) => [file.path, file]));
  return found.map(({ path, added, removed, binary, hunks, gone }) => {
    const told = patched.get(path);
    const status = hunks ? 'added' : gone ? 'deleted' : (told?.status ?? 'changed');
    const lines = hunks ?? told?.hunks ?? [];
    const masked = lines.map((hunk) => ({ ...hunk, lines: maskLines(hunk.lines, ask.mask) }));
    return { path: ask.mask(path), status, added, removed, binary, hunks: sent.has(path) ? masked : null };
  });
}

/** The state of a machine that cannot answer, in words that a person meets. */
export function cannotTell(error: unknown): RemoteError {
  const detail = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  return new RemoteError('claude_error', { detail: `Git could not tell what changed: ${detail.slice(0, 300)}` });
}
