import { useWords } from '../i18n/language.tsx';
import { LIST_FILTERS, type ListFilter } from './session-list-order.ts';

/** Which sessions are shown. */
export function ListFilters({ chosen, onChoose }: { chosen: ListFilter; onChoose: (filter: ListFilter) => void }) {
  const { t } = useWords();
  return (
    <div className="filters" role="radiogroup" aria-label={t('filter.label')}>
      {LIST_FILTERS.map((one) => (
        // biome-ignore lint/a11y/useSemanticElements: words in a row, as the design has it
        <button
          key={one}
          type="button"
          role="radio"
          className="chip"
          aria-checked={one === chosen}
          onClick={() => onChoose(one)}
        >
          {t(`filter.${one}`)}
        </button>
      ))}
    </div>
  );
}
