import type { PermissionRequest } from '@claude-remote/protocol';
import { useWords } from '../i18n/language.tsx';
import { age } from '../i18n/measures.ts';
import { workspaceName } from '../transcript/describe-tool.ts';
import { DiffView } from '../transcript/diff-view.tsx';
import { Hits } from './hits.tsx';
import type { PermissionSubject } from './permission-subject.ts';

/** Lines of an input that are shown before the rest must be opened by hand. */
const SHOWN_INPUT_LINES = 30;

export interface PermissionInputProps {
  readonly request: PermissionRequest;
  readonly subject: PermissionSubject;
  readonly workspace: string;
  /** Everything was opened, so that what is allowed has been seen. */
  readonly opened: boolean;
  readonly onOpen: () => void;
}

/** The exact input, whole; in a box that scrolls after 40 % of the screen. */
export function PermissionInput({ request, subject, workspace, opened, onOpen }: PermissionInputProps) {
  const { t } = useWords();
  if ('rows' in subject)
    return (
      <div className="exact">
        <DiffView rows={opened ? subject.rows : subject.rows.slice(0, SHOWN_INPUT_LINES)} whole />
        <Rest hidden={opened ? 0 : subject.rows.length - SHOWN_INPUT_LINES} onOpen={onOpen} />
      </div>
    );
  const text = textOfSubject(subject);
  const lines = text.split('\n');
  const shown = opened ? text : lines.slice(0, SHOWN_INPUT_LINES).join('\n');
  return (
    <>
      <div className="exact">
        <pre className="cmd" dir="ltr">
          <Hits text={shown} request={request} />
        </pre>
        <Rest hidden={opened ? 0 : lines.length - SHOWN_INPUT_LINES} onOpen={onOpen} />
      </div>
      {subject.is === 'command' ? (
        <p className="meta inner">
          {subject.timeoutMs === null
            ? t('perm.asBash', { workspace: workspaceName(workspace) })
            : t('perm.asBashLimit', { workspace: workspaceName(workspace), time: age(t, subject.timeoutMs) })}
        </p>
      ) : null}
    </>
  );
}

/** The number of lines that hide something which must be seen before Allow works. */
export function hiddenLines(subject: PermissionSubject): number {
  const lines = 'rows' in subject ? subject.rows.length : textOfSubject(subject).split('\n').length;
  return Math.max(0, lines - SHOWN_INPUT_LINES);
}

function textOfSubject(subject: Exclude<PermissionSubject, { rows: unknown }>): string {
  switch (subject.is) {
    case 'command':
      return subject.command;
    case 'read':
      return subject.file;
    case 'fetch':
      return subject.url;
    case 'other':
      return subject.json;
  }
}

function Rest({ hidden, onOpen }: { hidden: number; onOpen: () => void }) {
  const { t } = useWords();
  if (hidden <= 0) return null;
  return (
    <button type="button" className="text inline rest" onClick={onOpen}>
      {t('perm.hidden', { n: hidden })}
    </button>
  );
}
