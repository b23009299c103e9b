import type { Request } from '@claude-remote/protocol';
import type { Words } from '../i18n/language.tsx';
import type { Glyph } from '../parts/icon.tsx';
import { inert } from '../transcript/inert-text.ts';
import { type PermissionSubject, permissionSubject } from './permission-subject.ts';

/** How a request is named in the tray and on cards. */
export function glyphOf(request: Request, workspace: string): Glyph {
  switch (request.kind) {
    case 'permission':
      return SUBJECT_GLYPHS[permissionSubject(request, workspace).is];
    case 'question':
      return 'question';
    case 'plan':
      return 'plan';
  }
}

export function kindWords(request: Request, { t }: Words): string {
  switch (request.kind) {
    case 'permission':
      return t('kind.permission');
    case 'question':
      return request.questions.length > 1 ? t('kind.questions', { n: request.questions.length }) : t('kind.question');
    case 'plan':
      return t('kind.plan');
  }
}

const SUBJECT_GLYPHS: Record<PermissionSubject['is'], Glyph> = {
  command: 'run',
  edit: 'edit',
  write: 'edit',
  read: 'read',
  fetch: 'web',
  other: 'tool',
};

/** The question above the input, naming the machine. */
export function questionOf(subject: PermissionSubject, machine: string, { t }: Words): string {
  switch (subject.is) {
    case 'command':
      return t('perm.run', { machine });
    case 'edit':
      return t('perm.edit', { file: inert(subject.file) });
    case 'write':
      return t('perm.write', { file: inert(subject.file) });
    case 'read':
      return t('perm.read', { file: inert(subject.file) });
    case 'fetch':
      return t('perm.fetch', { machine });
    case 'other':
      return t('perm.use', { tool: inert(subject.tool), machine });
  }
}

/** The same as the heading of a card. */
export function taskOf(subject: PermissionSubject, { t }: Words): string {
  switch (subject.is) {
    case 'command':
      return t('perm.askRun');
    case 'edit':
      return t('perm.askEdit', { file: inert(subject.file) });
    case 'write':
      return t('perm.askWrite', { file: inert(subject.file) });
    case 'read':
      return t('perm.askRead', { file: inert(subject.file) });
    case 'fetch':
      return t('perm.askFetch', { host: inert(subject.host) });
    case 'other':
      return t('perm.askUse', { tool: inert(subject.tool) });
  }
}
