import type { SessionId, SessionState, Usage } from '@claude-remote/protocol';
import { type FormEvent, Suspense, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { OtherDeviceDoor } from '../devices/other-device-door.tsx';
import { useWords, type Words } from '../i18n/language.tsx';
import { knownCost, tokens } from '../i18n/measures.ts';
import { late } from '../offline/late.ts';
import { CopyLine } from '../parts/copy-line.tsx';
import { Icon } from '../parts/icon.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useOverview, useSubmit } from '../state/hub-context.tsx';
import { placeAndCost } from '../state/place-of.ts';
import { countRequests } from '../state/summaries.ts';
import { inert } from '../transcript/inert-text.ts';
import { WorktreeFacts } from '../worktree/worktree-facts.tsx';
import { DeleteSheet, SessionDeeds } from './session-deeds.tsx';

const SessionDays = late(() => import('./session-days.tsx'), 'SessionDays');

const WorktreeSheet = late(() => import('../worktree/worktree-sheet.tsx'), 'WorktreeSheet');

export interface SessionHeadProps {
  readonly id: SessionId;
  readonly state: SessionState | null;
  /** From the list, until the session itself is known. */
  readonly title: string;
  readonly wide: boolean;
  /** Tokens of the running turn; null when none runs or they are not known. */
  readonly spent: Usage | null;
  readonly onReview: () => void;
}

/** Name and place of a session, the way back, and how many requests wait anywhere. */
export function SessionHead({ id, state, title, wide, spent, onReview }: SessionHeadProps) {
  const { t } = useWords();
  const { sessions } = useOverview();
  const [layer, setLayer] = useState<LayerName>(null);
  const waiting = countRequests(sessions);
  const name = inert(state?.title || title) || t('session.untitled');
  const sofar = spent === null ? '' : ` · ${t('tx.tokens', read(spent))}`;
  const place = state ? `${inert(placeAndCost(state))}${sofar}` : '';
  return (
    <div className={wide ? 'bar widebar' : 'bar'}>
      {wide ? null : (
        <Link href="/sessions" className="icon back" aria-label={t('session.back')}>
          <Icon glyph="back" size={18} />
        </Link>
      )}
      <div className="names">
        <h1 className="name cut">{name}</h1>
        {wide ? null : <span className="meta cut block">{place}</span>}
      </div>
      <div className="tools">
        {wide ? <span className="meta">{place}</span> : null}
        {!wide && waiting > 0 ? (
          <Link href="/inbox" className="tally" aria-label={t('inbox.tally', { n: waiting })}>
            <span className="mk small num">{waiting}</span>
          </Link>
        ) : null}
        <button type="button" className="icon" aria-label={t('review.ofSession')} onClick={onReview}>
          <Icon glyph="changes" size={18} />
        </button>
        <button type="button" className="icon" aria-label={t('app.more')} onClick={() => setLayer('details')}>
          <Icon glyph="more" size={18} />
        </button>
      </div>
      {state ? <Layer layer={layer} id={id} state={state} spent={spent} onLayer={setLayer} /> : null}
    </div>
  );
}

type LayerName = 'details' | 'delete' | 'tree' | null;

interface LayerProps {
  readonly layer: LayerName;
  readonly id: SessionId;
  readonly state: SessionState;
  readonly spent: Usage | null;
  readonly onLayer: (layer: LayerName) => void;
}

/** What lies above the session: one at a time. */
function Layer({ layer, id, state, spent, onLayer }: LayerProps) {
  const summary = useOverview().sessions.find((one) => one.id === id);
  const [, navigate] = useLocation();
  const close = () => onLayer(null);
  const onRemoveTree = () => onLayer('tree');
  switch (layer) {
    case 'details':
      return (
        <SessionSheet
          id={id}
          state={state}
          spent={spent}
          onDelete={() => onLayer('delete')}
          onRemoveTree={onRemoveTree}
          onClose={close}
        />
      );
    case 'delete':
      if (!summary) return null;
      return (
        <DeleteSheet
          sessions={[summary]}
          onClose={close}
          onDeleted={() => navigate('/sessions')}
          onRemoveTree={onRemoveTree}
        />
      );
    case 'tree':
      return (
        <Suspense fallback={null}>
          <WorktreeSheet id={id} machine={state.machine} onClose={close} />
        </Suspense>
      );
    case null:
      return null;
  }
}

/** Names of file formats, which are the same in every language. */
const EXPORTS = [
  ['md', 'Markdown'],
  ['json', 'JSON'],
  ['html', 'HTML'],
] as const;

/** What is known of a session, and what can be done with it as a whole. */
interface SessionSheetProps {
  readonly id: SessionId;
  readonly state: SessionState;
  readonly spent: Usage | null;
  readonly onDelete: () => void;
  readonly onRemoveTree: () => void;
  readonly onClose: () => void;
}

function SessionSheet({ id, state, spent, onDelete, onRemoveTree, onClose }: SessionSheetProps) {
  const { t } = useWords();
  const summary = useOverview().sessions.find((one) => one.id === id);
  const submit = useSubmit(id);
  function rename(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const title = String(new FormData(event.currentTarget).get('title')).trim();
    if (title !== '') submit({ kind: 'rename', title });
    onClose();
  }
  const resume = state.claudeSession === null ? null : `claude --resume ${state.claudeSession}`;
  return (
    <Sheet title={t('session.details')} onClose={onClose}>
      <form method="post" className="pad rename" onSubmit={rename}>
        <label>
          <span className="label">{t('session.renameTo')}</span>
          <input className="field" data-later name="title" maxLength={200} defaultValue={state.title} />
        </label>
        <button type="submit" className="btn">
          {t('session.save')}
        </button>
      </form>
      <div className="pad small soft num facts">
        <p>
          <code dir="ltr">{inert(state.workspace)}</code>
        </p>
        <WorktreeFacts state={state} onRemove={onRemoveTree} />
        {state.version === null ? null : <p>{t('session.claudeVersion', { version: state.version })}</p>}
        <p>{usedOf(state, spent, t)}</p>
      </div>
      <Suspense fallback={null}>
        <SessionDays id={id} onGo={onClose} />
      </Suspense>
      {resume === null ? null : (
        <div className="pad goon">
          <p className="label">{t('session.terminal')}</p>
          <CopyLine text={resume} />
        </div>
      )}
      <div className="pad goon">
        <p className="label">{t('session.export')}</p>
        <div className="btns">
          {EXPORTS.map(([format, name]) => (
            <a key={format} className="btn" href={`/api/v1/sessions/${id}/export?format=${format}`} download>
              {name}
            </a>
          ))}
        </div>
      </div>
      <div className="pad goon">
        <OtherDeviceDoor path={`/sessions/${id}`} />
      </div>
      {state.claude === 'running' ? (
        <div className="pad goon">
          <button
            type="button"
            className="btn danger"
            onClick={() => {
              submit({ kind: 'stop-claude' });
              onClose();
            }}
          >
            {t('session.stopClaude')}
          </button>
          <p className="hint">{t('session.stopClaudeHint')}</p>
        </div>
      ) : null}
      {summary ? (
        <div className="goon">
          <SessionDeeds
            summary={summary}
            onDelete={() => {
              onClose();
              onDelete();
            }}
            onDone={onClose}
          />
        </div>
      ) : null}
    </Sheet>
  );
}

/** As the end of a turn says it. */
function read({ input, output, cacheRead, cacheWrite }: Usage) {
  return { in: tokens(input + cacheRead + cacheWrite), out: tokens(output) };
}

/** Cost where it is known, and tokens with those of the running turn. */
function usedOf({ costUsd, usage }: SessionState, spent: Usage | null, t: Words['t']): string {
  const sum = (what: keyof Usage) => usage[what] + (spent?.[what] ?? 0);
  const counted = t('session.tokens', {
    in: tokens(sum('input') + sum('cacheWrite')),
    out: tokens(sum('output')),
    cache: tokens(sum('cacheRead')),
  });
  const known = knownCost(costUsd);
  return known === null ? counted : `${known} · ${counted}`;
}
