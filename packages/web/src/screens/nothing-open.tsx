import { useWords } from '../i18n/language.tsx';
import { HubLine } from '../parts/hub-line.tsx';

const KEYS = [
  ['j k', 'pick.move'],
  ['n', 'session.new'],
  ['Ctrl K', 'pick.all'],
] as const;

/** The place beside a list while no session is open: what comes here, and the keys that bring it. */
export function NothingOpen() {
  const { t } = useWords();
  return (
    <>
      <header className="top">
        <div className="bar widebar" />
        <HubLine machine={null} view={null} />
      </header>
      <main className="empty nothing">
        <h2>{t('session.pick')}</h2>
        <p>{t('session.pickHint')}</p>
        <ul className="small quiet">
          {KEYS.map(([keys, does]) => (
            <li key={keys}>
              <kbd className="kbd">{keys}</kbd> {t(does)}
            </li>
          ))}
        </ul>
      </main>
    </>
  );
}
