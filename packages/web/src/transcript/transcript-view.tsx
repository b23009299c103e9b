/**
 * The transcript of one session: bands for prompts, steps and text for turns, and what is on its way below them.
 * It shows and never decides: requests are answered in the tray, where nothing that Claude says can paint.
 */
import type { Delivery as Command, SessionView } from '@claude-remote/client';
import type { CommandBody, SessionState } from '@claude-remote/protocol';
import { useCallback, useMemo, useRef } from 'react';
import { useWords } from '../i18n/language.tsx';
import { clock } from '../i18n/measures.ts';
import { Icon } from '../parts/icon.tsx';
import { sectionsOf } from './nodes.ts';
import { DoubtBand, PendingBand } from './pending-band.tsx';
import { PromptBand } from './prompt-band.tsx';
import { type Scene, SceneContext } from './scene.tsx';
import { TurnNodes } from './turn-nodes.tsx';
import { useAnchoredScroll } from './use-anchored-scroll.ts';
import { useKeptPartials } from './use-kept-partials.ts';

export interface TranscriptViewProps {
  readonly view: SessionView;
  readonly scene: Scene;
  /** This device's prompts that no event shows yet. */
  readonly unseen: readonly Command[];
  readonly submit: (body: CommandBody) => void;
  readonly onWithdraw: (command: Command) => void;
  readonly onDismiss: (command: Command) => void;
  /** Puts the page before in front; false when there is none. */
  readonly loadOlder: () => Promise<boolean>;
}

export function TranscriptView(props: TranscriptViewProps) {
  const { view, scene, unseen, submit, onWithdraw, onDismiss, loadOlder } = props;
  const { t, language } = useWords();
  const { transcript, state } = view;
  const partials = useKeptPartials(view);
  const loading = useRef(false);
  const hasOlder = transcript.from > Math.max(1, view.first);
  const onNearTop = useCallback(() => {
    if (loading.current || !hasOlder) return;
    loading.current = true;
    loadOlder().finally(() => {
      loading.current = false;
    });
  }, [hasOlder, loadOlder]);
  const { scroller, content, stuck, toEnd } = useAnchoredScroll(onNearTop);
  const sections = useMemo(() => sectionsOf(transcript.items, partials), [transcript.items, partials]);
  const fresh = useFresh(transcript.items.length, stuck);
  const lastTurn = state?.turn?.command;
  const lastPrompt = sections.findLast((section) => section.kind === 'prompt');
  const writing = partials.some((partial) => !partial.thinking && partial.parent === null);
  return (
    <SceneContext value={scene}>
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
            {sections.map((section) =>
              section.kind === 'prompt' ? (
                <PromptBand
                  key={section.key}
                  by={section.item.by.name}
                  at={section.item.at}
                  text={section.item.text}
                  command={section.item.command}
                  attachments={section.item.attachments}
                  delivery={
                    section.item.applied || section.item.command !== lastTurn
                      ? { hops: 3, words: t('sent.applied'), tone: '' }
                      : { hops: 2, words: t('sent.delivered', { machine: scene.machine }), tone: '' }
                  }
                  wordless={section !== lastPrompt || section.item.command !== lastTurn}
                />
              ) : (
                <div key={section.key} className="turn">
                  <TurnNodes nodes={section.nodes} />
                </div>
              ),
            )}
            {state && !scene.current ? (
              <div className="waits quiet">
                <span className="clock">
                  <Icon glyph="clock" size={15} />
                </span>
                {t('known.until', { time: clock(language, state.updatedAt) })}
              </div>
            ) : null}
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
            {isBare(state, sections.length, unseen.length) ? (
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
    </SceneContext>
  );
}

function isBare(state: SessionState | null, sections: number, unseen: number): boolean {
  return state !== null && state.turns === 0 && state.queue.length === 0 && sections <= 1 && unseen === 0;
}

/** How many items came since the view left the end. */
function useFresh(count: number, stuck: boolean): number {
  const left = useRef(count);
  if (stuck) left.current = count;
  return Math.max(0, count - left.current);
}
