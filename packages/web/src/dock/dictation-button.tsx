import { useWords } from '../i18n/language.tsx';
import { Icon } from '../parts/icon.tsx';
import { useDictation } from './dictation.ts';

/** Speaks into the composer; not there where the browser cannot. */
export function DictationButton({ text, onText }: { text: string; onText: (text: string) => void }) {
  const { t, language } = useWords();
  const dictation = useDictation(language, onText);
  if (!dictation) return null;
  const { state, toggle } = dictation;
  const listening = state.is === 'listening';
  return (
    <>
      <button
        type="button"
        className={listening ? 'icon mic on' : 'icon mic'}
        aria-pressed={listening}
        aria-label={t('dictate.label')}
        onClick={() => toggle(text)}
      >
        <Icon glyph={listening ? 'stop' : 'mic'} size={18} />
      </button>
      <span className="sr" role="status">
        {listening ? t('dictate.listening') : null}
      </span>
      {'because' in state ? (
        <p className="hint dictation" role="alert">
          {t(state.because === 'refused' ? 'dictate.refused' : 'dictate.failed')}
        </p>
      ) : null}
    </>
  );
}
