import type { ReactNode } from 'react';
import { type Glyph, Icon } from '../parts/icon.tsx';
import { Mark } from '../parts/mark.tsx';
import { useFold } from './folds.ts';

export interface StepProps {
  /** Names it within the session, so that it is as the reader left it when it is drawn again. */
  readonly id: string;
  readonly glyph: Glyph;
  /** Shown in place of the glyph while the step runs; `unknown` when it cannot be known whether it still does. */
  readonly running?: 'working' | 'unknown' | undefined;
  readonly what: ReactNode;
  readonly end?: ReactNode;
  /** What opens below; null when there is nothing to open. */
  readonly details: (() => ReactNode) | null;
  /** Open at first; from then on it is the person's. */
  readonly open?: boolean;
}

/** One row of work: glyph, verb and object, result, and what is behind it. Its height never changes while it runs. */
export function Step({ id, glyph, running, what, end, details, open: openAtFirst = false }: StepProps) {
  const [open, setOpen] = useFold(id, openAtFirst);
  const row = (
    <>
      <span className="g">{running ? <Mark kind={running} /> : <Icon glyph={glyph} size={15} />}</span>
      <span className="what cut">{what}</span>
      <span className="end">
        {end}
        {details ? (
          <span className="chev">
            <Icon glyph={open ? 'down' : 'next'} size={13} />
          </span>
        ) : null}
      </span>
    </>
  );
  if (!details) return <div className="step">{row}</div>;
  return (
    <>
      <button type="button" className="step" aria-expanded={open} onClick={() => setOpen(!open)}>
        {row}
      </button>
      {open ? details() : null}
    </>
  );
}
