import { Component, type ReactNode } from 'react';
import { useWords } from '../i18n/language.tsx';
import { KNOWN } from '../state/drafts.ts';
import { forgetOutbox } from '../state/outbox-database.ts';

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
      <button type="button" className="btn" onClick={() => void reload()}>
        {t('error.reload')}
      </button>
    </main>
  );
}

/** What is remembered of sessions may be what breaks; the hub has it all. Drafts and unsent prompts stay. */
async function reload(): Promise<void> {
  await forgetOutbox(window.indexedDB, KNOWN);
  window.location.reload();
}
