import { useWords } from '../i18n/language.tsx';

/** In place of a transcript that only the hub has, while the hub cannot be asked. */
export function NotHere() {
  const { t } = useWords();
  return (
    <main className="main">
      <div className="empty">
        <h2>{t('offline.unknown')}</h2>
        <p>{t('offline.unknownHint')}</p>
      </div>
    </main>
  );
}
