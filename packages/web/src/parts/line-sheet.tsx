import type { Connection } from '@claude-remote/client';
import type { TextKey } from '../i18n/catalogue.ts';
import { useWords } from '../i18n/language.tsx';
import { tenths } from '../i18n/measures.ts';
import { type PathState, type Segment, segmentsOf } from '../state/path.ts';
import { Sheet } from './sheet.tsx';

export interface LineSheetProps {
  readonly state: PathState;
  readonly connection: Connection;
  /** Name of the machine, or words for all of them. */
  readonly middle: string;
  /** False on screens about all machines. */
  readonly toClaude: boolean;
  readonly phone: boolean;
  readonly onTry: () => void;
  readonly onClose: () => void;
}

const SAYS: Record<Segment, TextKey> = {
  ok: 'line.segOk',
  try: 'line.segTry',
  gone: 'line.segGone',
  dim: 'line.segUnknown',
};

/** Each segment of the line in words: what is known about it, and what can be done. */
export function LineSheet({ state, connection, middle, toClaude, phone, onTry, onClose }: LineSheetProps) {
  const { t } = useWords();
  const segments = segmentsOf(state);
  const stations = [
    t(phone ? 'line.phone' : 'line.desk'),
    t('line.hub'),
    middle,
    t(connection.hub?.demo ? 'line.scripted' : 'line.claude'),
  ];
  const { phase } = connection;
  return (
    <Sheet
      title={t('line.sheet')}
      onClose={onClose}
      foot={
        <button type="button" className="btn wide" onClick={onTry}>
          {t('line.tryNow')}
        </button>
      }
    >
      {segments.slice(0, toClaude ? 3 : 2).map((segment, index) => (
        <div className="set" key={stations[index]}>
          <span>
            {stations[index]} – {stations[index + 1]}
          </span>
          <span className={segment === 'gone' ? 'v risk' : 'v'}>
            {t(SAYS[segment])}
            {index === 0 && phase.phase === 'open' && phase.roundTripMs !== null
              ? ` · ${t('time.seconds', { n: tenths(phase.roundTripMs) })}`
              : null}
          </span>
        </div>
      ))}
      {state.is === 'offline' && state.unsent > 0 ? (
        <p className="pad small soft">{t('line.unsentHint', { n: state.unsent })}</p>
      ) : null}
      {phase.phase === 'waiting' || phase.phase === 'ended' ? (
        <p className="pad small soft">{t('line.reason', { reason: phase.reason })}</p>
      ) : null}
    </Sheet>
  );
}
