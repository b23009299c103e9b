import { Link, useSearchParams } from 'wouter';
import { useWords } from '../i18n/language.tsx';
import { Icon } from '../parts/icon.tsx';
import { useOverview } from '../state/hub-context.tsx';

/** The bar of Machines: from there to what was used, and back. */
export function MachineBar() {
  const { t } = useWords();
  const { machines } = useOverview();
  const [params] = useSearchParams();
  if (params.has('usage'))
    return (
      <div className="bar">
        <Link href="/machines" className="icon back" aria-label={t('machine.back')}>
          <Icon glyph="back" size={18} />
        </Link>
        <h1 className="name">{t('machine.usage')}</h1>
      </div>
    );
  return (
    <div className="bar place">
      <h1>{t('place.machines')}</h1>
      {machines.length === 0 ? null : (
        <Link href="/machines?usage" className="text">
          {t('machine.usage')}
        </Link>
      )}
    </div>
  );
}
