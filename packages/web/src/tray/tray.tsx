import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { age } from '../i18n/measures.ts';
import { type Glyph, Icon } from '../parts/icon.tsx';
import { useNow } from '../state/now.tsx';

export interface TrayProps {
  readonly glyph: Glyph;
  readonly kind: string;
  readonly openedAt: number;
  /** Which of the open requests this is; absent when it is the only one. */
  readonly place: { readonly index: number; readonly of: number; readonly onNext: () => void } | null;
  /** Take the focus as it appears: only when nothing is being written. Later the focus is the person's. */
  readonly takeFocus: boolean;
  readonly children: ReactNode;
}

/** Where requests live inside a session. It takes its height from the bottom, so that text being read does not move. */
export function Tray({ glyph, kind, openedAt, place, takeFocus, children }: TrayProps) {
  const { t } = useWords();
  const now = useNow(1000);
  const [folded, setFolded] = useState(false);
  const heading = useRef<HTMLSpanElement>(null);
  const [takesFocus] = useState(takeFocus);
  useEffect(() => {
    if (takesFocus) heading.current?.focus({ preventScroll: true });
  }, [takesFocus]);
  return (
    <footer className="tray" role="dialog" aria-label={kind}>
      <div className="head">
        <span className="kind">
          <Icon glyph={glyph} size={18} />
        </span>
        <span ref={heading} tabIndex={-1} className="trayhead">
          <span className="mk small">{kind}</span>{' '}
          <span className="meta">
            {place ? `${t('perm.nOfM', { n: place.index + 1, all: place.of })} · ` : null}
            {t('perm.waiting', { age: age(t, now - openedAt) })}
          </span>
        </span>
        <span className="tools">
          {place ? (
            <button type="button" className="icon" aria-label={t('perm.next')} onClick={place.onNext}>
              <Icon glyph="next" />
            </button>
          ) : null}
          <button
            type="button"
            className="icon"
            aria-label={t(folded ? 'perm.unfold' : 'perm.fold')}
            aria-expanded={!folded}
            onClick={() => setFolded(!folded)}
          >
            <Icon glyph={folded ? 'up' : 'down'} />
          </button>
        </span>
      </div>
      {folded ? null : children}
    </footer>
  );
}
