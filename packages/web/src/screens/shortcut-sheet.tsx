import '../styles/palette.css';
import type { TextKey } from '../i18n/catalogue.ts';
import { useWords } from '../i18n/language.tsx';
import { Sheet } from '../parts/sheet.tsx';

const KEYS: readonly { readonly keys: readonly string[]; readonly does: TextKey }[] = [
  { keys: ['Ctrl/⌘ K'], does: 'palette.title' },
  { keys: ['g', 'i'], does: 'place.inbox' },
  { keys: ['g', 's'], does: 'place.sessions' },
  { keys: ['g', 'm'], does: 'place.machines' },
  { keys: ['n'], does: 'session.new' },
  { keys: ['.'], does: 'review.open' },
  { keys: ['j', 'k'], does: 'keys.rows' },
  { keys: ['[', ']'], does: 'keys.turns' },
  { keys: ['/'], does: 'keys.search' },
  { keys: ['Enter'], does: 'compose.send' },
  { keys: ['Ctrl/⌘ Enter'], does: 'keys.sendNow' },
  { keys: ['Shift Enter'], does: 'keys.line' },
  { keys: ['↑'], does: 'keys.history' },
  { keys: ['Tab'], does: 'keys.complete' },
  { keys: ['Ctrl/⌘ Enter'], does: 'keys.filled' },
  { keys: ['Ctrl/⌘ ⌫'], does: 'keys.deny' },
  { keys: ['Esc', 'Esc'], does: 'now.stop' },
  { keys: ['?'], does: 'keys.title' },
];

export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  return (
    <Sheet title={t('keys.title')} onClose={onClose}>
      <dl className="keys">
        {KEYS.map(({ keys, does }) => (
          <div key={does}>
            <dt>
              {keys.map((key, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the same key may be pressed twice
                <kbd key={index}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(does)}</dd>
          </div>
        ))}
      </dl>
    </Sheet>
  );
}
