import { useWords } from '../i18n/language.tsx';
import { Choices, Sheet } from '../parts/sheet.tsx';
import { LIST_FILTERS, type ListFilter } from './session-list-order.ts';

export interface ListSheetProps {
  readonly filter: ListFilter;
  readonly onFilter: (filter: ListFilter) => void;
  /** Null for who only looks. */
  readonly onSelect: (() => void) | null;
  readonly onClose: () => void;
}

/** What the whole list shows, and the way to do something with several at once: what rows and search offer, for a thumb. */
export function ListSheet({ filter, onFilter, onSelect, onClose }: ListSheetProps) {
  const { t } = useWords();
  return (
    <Sheet title={t('place.sessions')} onClose={onClose}>
      <Choices
        label={t('filter.label')}
        options={LIST_FILTERS.map((value) => ({ value, name: t(`filter.${value}`) }))}
        chosen={filter}
        onChoose={(next) => {
          onFilter(next);
          onClose();
        }}
      />
      {onSelect === null ? null : (
        <p className="pad listmenu">
          <button
            type="button"
            className="btn wide"
            onClick={() => {
              onSelect();
              onClose();
            }}
          >
            {t('arrange.select')}
          </button>
        </p>
      )}
    </Sheet>
  );
}
