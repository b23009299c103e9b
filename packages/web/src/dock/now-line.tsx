import type { LiveView } from '@claude-remote/client';
import type { SessionState } from '@claude-remote/protocol';
import { useEffect, useState } from 'react';
import { useWords, type Words } from '../i18n/language.tsx';
import { age, knownCost, stopwatch } from '../i18n/measures.ts';
import { Icon } from '../parts/icon.tsx';
import { Mark } from '../parts/mark.tsx';
import { useNow } from '../state/now.tsx';
import { inert } from '../transcript/inert-text.ts';

export interface NowLineProps {
  readonly state: SessionState;
  readonly activity: LiveView['activity'];
  /** False when the way to Claude is cut: then this is the last that was heard, `silentMs` ago. */
  readonly current: boolean;
  readonly heardAt: number;
  readonly onStop: () => void;
}

/** What Claude does now, for how long, and Stop. Always there, always 46 px. */
export function NowLine({ state, activity, current, heardAt, onStop }: NowLineProps) {
  const words = useWords();
  const { t } = words;
  const working = state.turn !== null;
  const now = useNow(1000, working);
  if (!working)
    return (
      <div className="now">
        <span className="mark s">
          <Mark kind={idleMark(state)} />
        </span>
        <span className="cut soft">{idleWords(state, words)}</span>
      </div>
    );
  const what = doing(state, activity, words);
  return (
    <div className="now">
      <span className="mark s">
        <Mark kind={current ? 'working' : 'unknown'} />
      </span>
      <span className="cut">{current ? what : t('now.lastHeard', { age: age(t, now - heardAt), what })}</span>
      <span className="t">{current ? stopwatch(now - (state.turn?.startedAt ?? now)) : null}</span>
      <StopButton onStop={onStop} />
    </div>
  );
}

/** Milliseconds within which the second Escape stops. */
const ARMED_MS = 1500;

function StopButton({ onStop }: { onStop: () => void }) {
  const { t } = useWords();
  const [armed, setArmed] = useState(false);
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (
        event.key !== 'Escape' ||
        event.isComposing ||
        event.defaultPrevented ||
        document.querySelector('dialog[open]')
      )
        return;
      if (armed) onStop();
      setArmed(!armed);
    }
    window.addEventListener('keydown', onKey);
    const timer = armed ? setTimeout(() => setArmed(false), ARMED_MS) : undefined;
    return () => {
      window.removeEventListener('keydown', onKey);
      clearTimeout(timer);
    };
  }, [armed, onStop]);
  return (
    <button type="button" className="stop" onClick={onStop}>
      <Icon glyph="stop" size={14} /> {t(armed ? 'now.escAgain' : 'now.stop')}
    </button>
  );
}

function doing(state: SessionState, activity: NowLineProps['activity'], { t }: Words): string {
  const what = activity === null || activity.doing === 'nothing' ? t('now.working') : activityWords(activity, t);
  const at = state.checklist.findIndex((item) => item.status === 'in_progress');
  return at < 0 ? what : t('now.step', { what, n: at + 1, all: state.checklist.length });
}

function activityWords({ doing, detail }: NonNullable<NowLineProps['activity']>, t: Words['t']): string {
  switch (doing) {
    case 'tool':
      return t('now.tool', { what: inert(detail) });
    case 'nothing':
      return t('now.working');
    default:
      return t(`now.${doing}`);
  }
}

function idleMark({ lastOutcome, paused, queue }: SessionState) {
  if (paused && queue.length > 0) return 'paused';
  if (lastOutcome === 'done') return 'finished';
  return lastOutcome === 'failed' ? 'failed' : 'quiet';
}

function idleWords({ lastOutcome, costUsd }: SessionState, { t }: Words): string {
  switch (lastOutcome) {
    case 'done': {
      const known = knownCost(costUsd);
      return known === null ? t('mark.finished') : t('now.done', { cost: known });
    }
    case 'interrupted':
      return t('now.interrupted');
    case 'failed':
      return t('now.failed');
    case null:
      return t('now.idle');
  }
}
