import { useWords } from '../i18n/language.tsx';

export function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useWords();
  return (
    <div className="pad searchbox">
      <input
        className="field"
        type="search"
        data-search
        value={value}
        placeholder={t('session.searchHint')}
        aria-label={t('session.search')}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  );
}
