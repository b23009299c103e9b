import './offline.css';
import { useWords } from '../i18n/language.tsx';
import { Icon } from '../parts/icon.tsx';

/** Lies over the top of what is read, where it covers nothing that is decided or written. */
export function UpdateNote({ onLoad, onClose }: { onLoad: () => void; onClose: () => void }) {
  const { t } = useWords();
  return (
    <div className="update toast" role="status">
      <span>{t('update.ready')}</span>
      <span className="updatedeeds">
        <button type="button" onClick={onLoad}>
          {t('update.load')}
        </button>
        <button type="button" aria-label={t('app.close')} onClick={onClose}>
          <Icon glyph="close" size={15} />
        </button>
      </span>
    </div>
  );
}
