import { useWords } from '../i18n/language.tsx';
import { moment } from '../i18n/measures.ts';
import { Icon } from '../parts/icon.tsx';
import { useNow } from '../state/now.tsx';

/** Ends a transcript that may go on elsewhere: up to when it is known, with the day once that is not today. */
export function KnownUntil({ at }: { at: number }) {
  const { t, language } = useWords();
  const now = useNow(60_000);
  return (
    <div className="waits quiet">
      <span className="clock">
        <Icon glyph="clock" size={15} />
      </span>
      {t('known.until', { time: moment(language, at, now) })}
    </div>
  );
}
