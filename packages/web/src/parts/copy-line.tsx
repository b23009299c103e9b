import { useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { Icon } from './icon.tsx';

/** One line to take elsewhere, and the button that copies it. */
export function CopyLine({ text }: { text: string }) {
  const { t } = useWords();
  const [copied, setCopied] = useState(false);
  return (
    <div className="copyline">
      <pre dir="ltr">{text}</pre>
      <button
        type="button"
        className="icon"
        aria-label={t(copied ? 'app.copied' : 'app.copy')}
        onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
      >
        <Icon glyph={copied ? 'tick' : 'copy'} />
      </button>
    </div>
  );
}
