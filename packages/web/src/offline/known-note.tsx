import { useWords } from '../i18n/language.tsx';
import { moment } from '../i18n/measures.ts';
import { Icon } from '../parts/icon.tsx';
import { useHub, useOverview } from '../state/hub-context.tsx';
import { useNow } from '../state/now.tsx';
import { usePath } from '../state/use-path.ts';

/** Over a list that the hub cannot confirm now: when it was last known to be so. */
export function KnownNote() {
  const { t, language } = useWords();
  const { heardAt } = useHub();
  const { rememberedAt } = useOverview();
  const now = useNow(60_000);
  if (usePath(null, null).is !== 'offline') return null;
  const at = rememberedAt ?? heardAt();
  return (
    <p className="note known" role="status">
      <span className="mark">
        <Icon glyph="clock" size={15} />
      </span>
      <span>{at === null ? t('offline.never') : t('offline.known', { time: moment(language, at, now) })}</span>
    </p>
  );
}
