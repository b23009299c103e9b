/**
 * The transcript of one session: bands for prompts, steps and text for turns, and what is on its way below them.
 * It shows and never decides: requests are answered in the tray, where nothing that Claude says can paint.
 */
import { type Delivery as Command, type SessionView, shownTranscript } from '@claude-remote/client';
import type { CommandBody, CommandId, SessionState } from '@claude-remote/protocol';
import type { TranscriptItem } from '@claude-remote/session';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useSearchParams } from 'wouter';
import { useWords } from '../i18n/language.tsx';
import { Icon } from '../parts/icon.tsx';
import { Folds, FoldsContext } from './folds.ts';
import { KnownUntil } from './known-until.tsx';
import { sectionsOf } from './nodes.ts';
import { DoubtBand, PendingBand } from './pending-band.tsx';
import { rowsOf } from './rows.ts';
import { LiveProvider, type Scene, SceneContext } from './scene.tsx';
import { TranscriptRow } from './transcript-row.tsx';
import { useJumps } from './use-jumps.ts';
import { useKeptPartials } from './use-kept-partials.ts';
import { type Pages, usePages } from './use-pages.ts';
import { useRowWindow } from './use-row-window.ts';

export interface TranscriptViewProps {
  readonly view: SessionView;
  readonly scene: Scene;
  /** This device's prompts that no event shows yet. */
  readonly unseen: readonly Command[];
  readonly submit: (body: CommandBody) => void;
  readonly onWithdraw: (command: Command) => void;
  readonly onDismiss: (command: Command) => void;
  readonly pages: Pages;
}

const NOTHING_WRITTEN: ReturnType<typeof useKeptPartials> = [];

export function TranscriptView(props: TranscriptViewProps) {
  const { view, scene, unseen, submit, onWithdraw, onDismiss, pages } = props;
  const { t } = useWords();
  const [folds] = useState(() => new Folds());
  const { state } = view;
  const shown = shownTranscript(view);
  const newest = view.past === null;
  const kept = useKeptPartials(view);
  const partials = newest ? kept : NOTHING_WRITTEN;
  const hasOlder = shown.from > Math.max(1, view.first);
  const rows = useMemo(() => rowsOf(sectionsOf(shown.items, partials)), [shown.items, partials]);
  const reading = usePages(pages, { hasOlder, hasNewer: !newest });
  const reader = useRowWindow(rows, {
    newest,
    onNearTop: reading.older,
    onNearEnd: reading.newer,
  });
  const { scroller, content, drawn, above, below, stuck, goTo, topKey } = reader;
  const { follow, readNewest } = pages;
  const toEnd = useCallback(() => {
    readNewest();
    reader.toEnd();
  }, [readNewest, reader.toEnd]);
  const at = useSearchParams()[0].get('at');
  const moving = useMemo(() => ({ goTo, toEnd, topKey }), [goTo, toEnd, topKey]);
  const known = state !== null;
  const found = useJumps({ rows, pages, at: known && at !== null ? Number(at) : null, reader: moving });
  useEffect(() => follow(stuck), [follow, stuck]);
  useSent(unseen.at(-1)?.command.id, toEnd);
  const fresh = useFresh(view.transcript.items, stuck);
  const lastTurn = state?.turn?.command;
  const lastPrompt = rows.findLast((row) => row.kind === 'prompt');
  const writing = partials.some((partial) => !partial.thinking && partial.parent === null);
  return (
    <SceneContext value={scene}>
      <LiveProvider value={view.live}>
        <FoldsContext value={folds}>
          <div className="scrollbox">
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard can only scroll what it can reach */}
            <main className="main" ref={scroller} tabIndex={0}>
              <div
                className={writing && scene.current ? 'tx streaming' : 'tx'}
                ref={content}
                role="log"
                aria-live="off"
                aria-label={t('tx.log')}
              >
                {hasOlder ? <p className="older meta">{t('tx.older')}</p> : null}
                {above > 0 ? <div style={{ height: above }} /> : null}
                {rows.slice(drawn.from, drawn.to).map((row) => (
                  <TranscriptRow
                    key={row.key}
                    row={row}
                    delivered={row.kind === 'prompt' && !row.item.applied && row.item.command === lastTurn}
                    worded={row === lastPrompt && row.kind === 'prompt' && row.item.command === lastTurn}
                    found={row.key === found}
                  />
                ))}
                {below > 0 ? <div style={{ height: below }} /> : null}
                {state && !scene.current ? <KnownUntil at={state.updatedAt} /> : null}
                {state?.doubtful.map((doubt) => (
                  <DoubtBand key={doubt.command} doubt={doubt} submit={submit} />
                ))}
                {unseen.map((command) => (
                  <PendingBand
                    key={command.command.id}
                    command={command}
                    submit={submit}
                    onWithdraw={onWithdraw}
                    onDismiss={onDismiss}
                  />
                ))}
                {isBare(state, rows.length, unseen.length) ? (
                  <div className="empty">
                    <h2>{t('tx.empty')}</h2>
                    <p>{t('tx.emptyHint')}</p>
                  </div>
                ) : null}
              </div>
            </main>
            {stuck ? null : (
              <button type="button" className="pill" onClick={toEnd}>
                {fresh > 0 ? t('tx.newBelow', { n: fresh }) : t('tx.toEnd')} <Icon glyph="down" size={13} />
              </button>
            )}
          </div>
        </FoldsContext>
      </LiveProvider>
    </SceneContext>
  );
}

function isBare(state: SessionState | null, rows: number, unseen: number): boolean {
  return state !== null && state.turns === 0 && state.queue.length === 0 && rows <= 1 && unseen === 0;
}

/** Whoever sends a prompt from far back wants to see what becomes of it. */
function useSent(newest: CommandId | undefined, toEnd: () => void): void {
  const seen = useRef(newest);
  useEffect(() => {
    if (newest === undefined || newest === seen.current) return;
    seen.current = newest;
    toEnd();
  }, [newest, toEnd]);
}

/** How many items came since the view left the end. */
function useFresh(items: readonly TranscriptItem[], stuck: boolean): number {
  const last = items.at(-1)?.seq ?? 0;
  const left = useRef(last);
  if (stuck) left.current = last;
  return items.reduce((count, { seq }) => (seq > left.current ? count + 1 : count), 0);
}
