import { Component, type ReactNode } from 'react';
import { useWords } from '../i18n/language.tsx';

/** Catches what breaks while drawing: says what is kept and offers a reload, instead of an empty page. */
export class BrokenBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };
  static getDerivedStateFromError() {
    return { broken: true };
  }
  override render() {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const { t } = useWords();
  return (
    <main className="empty" role="alert">
      <h2>{t('error.title')}</h2>
      <p>{t('error.hint')}</p>
      <button type="button" className="btn" onClick={() => window.location.reload()}>
        {t('error.reload')}
      </button>
    </main>
  );
}
