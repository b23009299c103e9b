import { Fragment } from 'react';
import { useWords, type Words } from '../i18n/language.tsx';
import { clock, steadyTenths } from '../i18n/measures.ts';
import { type PathState, type Segment, segmentsOf } from '../state/path.ts';

export interface LineProps {
  readonly state: PathState;
  /** This device is a phone, in words. */
  readonly phone: boolean;
  /** Name of the machine, or words for all of them. */
  readonly middle: string;
  /** False on screens about all machines: the line ends at the machines. */
  readonly toClaude: boolean;
  readonly demo: boolean;
  readonly onOpen: () => void;
}

/** The line: phone, hub, machine, Claude. Always there, always the same height, so that its changes shift nothing. */
export function Line({ state, phone, middle, toClaude, demo, onOpen }: LineProps) {
  const words = useWords();
  const { t } = words;
  const [first, second, third] = segmentsOf(state);
  const end = toClaude ? t(demo ? 'line.scripted' : 'line.claude') : middle;
  const say = sayOf(state, demo, words);
  const stations: [Segment, string][] = [
    [first, t('line.hub')],
    [second, middle],
    ...(toClaude ? [[third, end] as [Segment, string]] : []),
  ];
  let known = true;
  return (
    <button type="button" className="line" onClick={onOpen}>
      <span className="sr">{labelOf(state, end, words)}. </span>
      <span>{t(phone ? 'line.phone' : 'line.desk')}</span>
      {stations.map(([segment, name], index) => {
        known = known && segment === 'ok';
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: stations keep their place
          <Fragment key={index}>
            <i className={segment === 'ok' ? 'seg' : `seg ${segment}`} />
            <span className={known ? 'station' : 'station quiet'}>{name}</span>
          </Fragment>
        );
      })}
      <span className={say.tone === '' ? 'say' : `say ${say.tone}`}>{say.text}</span>
    </button>
  );
}

interface Saying {
  readonly text: string;
  readonly tone: '' | 'warn' | 'risk';
}

function sayOf(state: PathState, demo: boolean, { t, language }: Words): Saying {
  switch (state.is) {
    case 'starting':
      return { text: t('line.connecting'), tone: '' };
    case 'live':
      return demo
        ? { text: t('line.demo'), tone: 'warn' }
        : { text: t('line.age', { n: steadyTenths(state.ageMs) }), tone: '' };
    case 'asleep':
      return { text: t('line.sleeping'), tone: '' };
    case 'behind':
      return { text: t('line.behind', { n: steadyTenths(state.ms) }), tone: 'warn' };
    case 'reconnecting':
      return { text: t('line.retry'), tone: 'warn' };
    case 'offline':
      return { text: state.unsent > 0 ? t('line.unsent', { n: state.unsent }) : t('line.offline'), tone: 'risk' };
    case 'away':
      return {
        text: state.since === null ? t('line.awayNever') : t('line.away', { time: clock(language, state.since) }),
        tone: 'risk',
      };
    case 'ended':
      return { text: t('line.ended', { time: clock(language, state.at) }), tone: 'risk' };
  }
}

function labelOf(state: PathState, end: string, words: Words): string {
  if (state.is === 'live') return words.t('line.labelLive', { end, n: steadyTenths(state.ageMs) });
  return words.t('line.label', { state: sayOf(state, false, words).text });
}

/** What is announced politely, once per change and never for an age that only grew. */
export function announcementOf(state: PathState, words: Words): string {
  return state.is === 'live' || state.is === 'starting' || state.is === 'asleep'
    ? ''
    : words.t('line.label', { state: state.is === 'behind' ? words.t('line.retry') : sayOf(state, false, words).text });
}
