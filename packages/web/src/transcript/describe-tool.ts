import type { ToolItem } from '@claude-remote/session';
import type { TextKey } from '../i18n/catalogue.ts';
import type { Glyph } from '../parts/icon.tsx';

/** How a tool call reads as one row: a glyph, a verb for now and one for after, and what it is about. */
export interface ToolWords {
  readonly glyph: Glyph;
  readonly doing: TextKey;
  readonly done: TextKey;
  readonly object: string;
  /** The object is a path, a command or a pattern, shown in the code face. */
  readonly code: boolean;
  /** Finished runs of these merge into one row. */
  readonly readOnly: boolean;
}

type Input = Readonly<Record<string, unknown>>;

interface Family {
  readonly glyph: Glyph;
  readonly doing: TextKey;
  readonly done: TextKey;
  readonly object: (input: Input, workspace: string) => string;
  readonly code?: false;
  readonly readOnly?: true;
}

const path =
  (field: string) =>
  (input: Input, workspace: string): string =>
    withinWorkspace(textOf(input, field), workspace);
const field =
  (...names: string[]) =>
  (input: Input): string =>
    names.map((name) => textOf(input, name)).find((text) => text !== '') ?? '';

const EDIT = { glyph: 'edit', doing: 'step.editing', done: 'step.edited' } as const;
const HELPER: Family = {
  glyph: 'helper',
  doing: 'step.helper',
  done: 'step.helper',
  object: field('description', 'subagent_type'),
  code: false,
};
const LIST = { glyph: 'list', doing: 'step.listing', done: 'step.listed', readOnly: true } as const;

const CHECKLIST: Family = {
  glyph: 'checklist',
  doing: 'step.checklist',
  done: 'step.checklist',
  object: () => '',
  code: false,
};

const FAMILIES: Readonly<Record<string, Family>> = {
  Read: { glyph: 'read', doing: 'step.reading', done: 'step.read', object: path('file_path'), readOnly: true },
  Grep: { glyph: 'search', doing: 'step.searching', done: 'step.searched', object: field('pattern'), readOnly: true },
  Glob: { ...LIST, object: field('pattern') },
  LS: { ...LIST, object: path('path') },
  Bash: { glyph: 'run', doing: 'step.running', done: 'step.ran', object: field('command') },
  PowerShell: { glyph: 'run', doing: 'step.running', done: 'step.ran', object: field('command') },
  Edit: { ...EDIT, object: path('file_path') },
  MultiEdit: { ...EDIT, object: path('file_path') },
  NotebookEdit: { ...EDIT, object: path('notebook_path') },
  Write: { glyph: 'edit', doing: 'step.writing', done: 'step.wrote', object: path('file_path') },
  WebFetch: {
    glyph: 'web',
    doing: 'step.fetching',
    done: 'step.fetched',
    object: (input) => hostOf(textOf(input, 'url')),
    readOnly: true,
  },
  WebSearch: { glyph: 'web', doing: 'step.searching', done: 'step.searched', object: field('query'), code: false },
  AskUserQuestion: {
    glyph: 'question',
    doing: 'step.asking',
    done: 'step.asked',
    object: (input) => questionOf(input),
    code: false,
  },
  ExitPlanMode: { glyph: 'plan', doing: 'step.planning', done: 'step.planned', object: () => '', code: false },
  TodoWrite: CHECKLIST,
  TaskCreate: { ...CHECKLIST, object: field('subject') },
  TaskUpdate: CHECKLIST,
  TaskList: { ...CHECKLIST, readOnly: true },
  TaskGet: { ...CHECKLIST, readOnly: true },
  Task: HELPER,
  Agent: HELPER,
};

export function describeTool(item: Pick<ToolItem, 'name' | 'input'>, workspace: string): ToolWords {
  const family = FAMILIES[item.name];
  if (!family)
    return { glyph: 'tool', doing: 'step.using', done: 'step.used', object: item.name, code: true, readOnly: false };
  const { glyph, doing, done, object, code = true, readOnly = false } = family;
  return { glyph, doing, done, object: firstLineOf(object(item.input, workspace)), code, readOnly };
}

/** What a call wants that has not been decided: it does not run yet. */
export function wantsKey({ glyph }: ToolWords): TextKey {
  if (glyph === 'run') return 'session.wantsRun';
  return glyph === 'edit' ? 'session.wantsEdit' : 'session.wantsUse';
}

export function textOf(input: Input, name: string): string {
  const value = input[name];
  return typeof value === 'string' ? value : '';
}

function firstLineOf(text: string): string {
  return text.trim().split('\n', 1)[0]?.slice(0, 300) ?? '';
}

/** A path inside the workspace is shown relative to it. */
export function withinWorkspace(file: string, workspace: string): string {
  const root = workspace.endsWith('/') ? workspace : `${workspace}/`;
  return file.startsWith(root) ? file.slice(root.length) : file;
}

/** The last part of a directory's path: what people call a workspace. */
export function workspaceName(directory: string): string {
  return directory.split(/[\\/]/).findLast((part) => part !== '') ?? directory;
}

export function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}

function questionOf(input: Input): string {
  const { questions } = input;
  if (!Array.isArray(questions)) return '';
  const [first] = questions as { question?: unknown }[]; // Claude's own input, shown only
  return typeof first?.question === 'string' ? first.question : '';
}
