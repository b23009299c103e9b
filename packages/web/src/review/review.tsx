/**
 * All changes of a turn or of a session, file by file, with comments that go back to Claude as one prompt. Beside the
 * session where there is room for a third pane, else a sheet. It shows what others tell: Claude's own edits, and git.
 */
import './review.css';
import type { SessionView } from '@claude-remote/client';
import type { MachineInfo, SessionId } from '@claude-remote/protocol';
import type { ReactNode } from 'react';
import { useWords, type Words } from '../i18n/language.tsx';
import { Icon } from '../parts/icon.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useConnection, useHub } from '../state/hub-context.tsx';
import { useMedia, WIDE } from '../state/use-media.ts';
import { inert } from '../transcript/inert-text.ts';
import type { AskedPrompt } from './asked-prompt.ts';
import { type Changed, type Scope, type Totals, totalsOf } from './changed.ts';
import { ChangedFile } from './changed-file.tsx';
import { promptOf } from './comments.ts';
import { type Changes, useChanges } from './use-changes.ts';
import { type Comments, useComments } from './use-comments.ts';

export interface ReviewProps {
  readonly id: SessionId;
  readonly view: SessionView;
  readonly machine: MachineInfo | null;
  readonly scope: Scope;
  readonly onScope: (scope: Scope) => void;
  readonly onClose: () => void;
  /** Opens what can be done about the prompt of the turn that is shown. */
  readonly onRewind: (prompt: AskedPrompt) => void;
}

/** From here on there is room for three panes. */
const THREE_PANES = '(min-width: 1100px)';

export function Review({ id, view, machine, scope, onScope, onClose, onRewind }: ReviewProps) {
  const { t } = useWords();
  const { client, newId } = useHub();
  const { you } = useConnection();
  const beside = useMedia(THREE_PANES);
  const roomy = useMedia(WIDE);
  const mayAsk = you !== null && you.role !== 'viewer';
  const changes = useChanges({ id, view, machine, scope, mayAsk });
  const kept = useComments(id);
  const comments = mayAsk ? kept : null;
  const totals = totalsOf(changes.files);
  const written = kept.all.filter(({ text }) => text.trim() !== '');

  async function send() {
    await client.submit(id, { kind: 'prompt', text: promptOf(written, t('review.promptHead')) });
    kept.clear(); // the outbox has them now
    if (!beside) onClose();
  }

  const title = scope === 'session' ? t('review.ofSession') : t('review.ofTurn', { n: scope.turn });
  const prompt = promptOfTurn(view, scope);
  const rewind =
    prompt === null || comments === null || changes.files.length === 0 ? null : (
      <button
        type="button"
        className="btn"
        onClick={() => {
          if (!beside) onClose();
          onRewind({ ...prompt, rewind: true });
        }}
      >
        <Icon glyph="undo" /> {t('review.rewind')}
      </button>
    );
  const sending =
    comments === null || written.length === 0 ? null : (
      <button type="button" className="btn act" onClick={() => void send()}>
        {written.length === 1 ? t('review.sendOne') : t('review.send', { n: written.length })}
      </button>
    );
  const foot =
    rewind || sending ? (
      <div className="btns">
        {rewind}
        {sending}
      </div>
    ) : null;
  const body = (
    <Body machine={machine} scope={scope} changes={changes} comments={comments} newId={newId} roomy={roomy}>
      <Sums totals={totals} written={written.length} />
      <ScopeChoice view={view} scope={scope} onScope={onScope} />
    </Body>
  );
  if (!beside)
    return (
      <Sheet title={title} onClose={onClose} foot={foot ?? undefined}>
        <div className="review">{body}</div>
      </Sheet>
    );
  return (
    <aside className="more review" aria-label={title}>
      <div className="bar">
        <h2 className="name cut">{title}</h2>
        <button type="button" className="icon" aria-label={t('app.close')} onClick={onClose}>
          <Icon glyph="close" />
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard can only scroll what it can reach */}
      <div className="main" tabIndex={0}>
        {body}
      </div>
      {foot ? <div className="foot">{foot}</div> : null}
    </aside>
  );
}

function promptOfTurn({ transcript }: SessionView, scope: Scope): AskedPrompt | null {
  if (scope === 'session') return null;
  const prompt = transcript.items.find((item) => item.kind === 'prompt' && item.turn === scope.turn);
  return prompt?.kind === 'prompt' ? { command: prompt.command, text: prompt.text } : null;
}

function Sums({ totals: { files, added, removed }, written }: { totals: Totals; written: number }) {
  const { t } = useWords();
  return (
    <p className="meta pad sums">
      {files === 1 ? t('review.oneFile') : t('review.files', { n: files })}
      {added > 0 ? <span className="plus"> +{added}</span> : null}
      {removed > 0 ? <span className="minus"> −{removed}</span> : null}
      {written > 0 ? (
        <span> · {written === 1 ? t('review.oneComment') : t('review.comments', { n: written })}</span>
      ) : null}
    </p>
  );
}

/** The last turn, or the turn the review was opened for, beside the whole session. */
function ScopeChoice({ view, scope, onScope }: { view: SessionView; scope: Scope; onScope: (scope: Scope) => void }) {
  const { t } = useWords();
  const turn = scope === 'session' ? (view.state?.turns ?? 0) : scope.turn;
  if (turn === 0) return null;
  return (
    <div className="pad scope">
      <div className="seg3" role="radiogroup" aria-label={t('review.scope')}>
        {/* biome-ignore lint/a11y/useSemanticElements: words in one box, as the design has it */}
        <button type="button" role="radio" aria-checked={scope !== 'session'} onClick={() => onScope({ turn })}>
          {t('tx.turn', { n: turn })}
        </button>
        {/* biome-ignore lint/a11y/useSemanticElements: words in one box, as the design has it */}
        <button type="button" role="radio" aria-checked={scope === 'session'} onClick={() => onScope('session')}>
          {t('review.wholeSession')}
        </button>
      </div>
    </div>
  );
}

interface BodyProps {
  readonly machine: MachineInfo | null;
  readonly scope: Scope;
  readonly changes: Changes;
  readonly comments: Comments | null;
  readonly newId: () => string;
  readonly roomy: boolean;
  readonly children: ReactNode;
}

/** Changed lines that are open at once where there is room for them. */
const OPEN_LINES = 200;

/** Pure: a single file, and where there is room the first files that are short together. */
function openAtFirst(files: readonly Changed[], roomy: boolean): ReadonlySet<string> {
  let room = roomy ? OPEN_LINES : 0;
  const open = files.filter(({ rows, added, removed }) => {
    const fits = rows !== null && (files.length === 1 || added + removed <= room);
    if (fits) room -= added + removed;
    return fits;
  });
  return new Set(open.map(({ path }) => path));
}

function Body({ machine, scope, changes, comments, newId, roomy, children }: BodyProps) {
  const { t } = useWords();
  const { files, askFile } = changes;
  const open = openAtFirst(files, roomy);
  const orphans = comments?.all.filter(({ path }) => !files.some((file) => file.path === path)) ?? [];
  return (
    <>
      {children}
      {files.map((file) => (
        <ChangedFile
          key={file.path}
          file={file}
          comments={comments}
          open={open.has(file.path)}
          askFile={askFile}
          newId={newId}
        />
      ))}
      {files.length === 0 && !changes.asking ? <p className="pad small soft">{t('review.nothing')}</p> : null}
      {orphans.length > 0 ? <p className="pad meta">{t('review.otherComments', { n: orphans.length })}</p> : null}
      <p className="pad meta source" role="status">
        {sourceWords({ machine, scope, changes, t })}
      </p>
    </>
  );
}

interface Source {
  readonly machine: MachineInfo | null;
  readonly scope: Scope;
  readonly changes: Changes;
  readonly t: Words['t'];
}

/** Who says so: a review must not claim more than it knows. */
function sourceWords({ machine, scope, changes, t }: Source): string {
  const { reply, asking, trouble } = changes;
  const name = machine?.name ?? '';
  if (asking && !reply) return t('review.asking', { machine: name });
  if (trouble !== null) return t('review.failed', { machine: name, reason: inert(trouble) });
  if (!reply?.repository) return t('review.fromEdits');
  const { base, branch } = reply.repository;
  const left = reply.omitted > 0 ? ` ${t('review.omitted', { n: reply.omitted })}` : '';
  if (scope !== 'session') return t('review.fromBoth', { machine: name }) + left;
  const commit = base === null ? t('review.noCommit') : base.slice(0, 7);
  const where = branch === null ? '' : ` ${t('review.branch', { branch: inert(branch) })}`;
  return t('review.fromGit', { machine: name, commit }) + where + left;
}
