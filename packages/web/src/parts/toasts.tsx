import { createContext, type ReactNode, use, useCallback, useEffect, useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { Icon } from './icon.tsx';

/** What was just done, for a moment. Never for what must not be missed: that is the Inbox. */
export interface Toast {
  readonly words: string;
  /** One thing to do about it; then it stays until it is dismissed, or for `forMs`. */
  readonly deed?: { readonly words: string; readonly act: () => void };
  readonly forMs?: number;
}

const ToastContext = createContext<(toast: Toast) => void>(() => {});

/** Says something; it takes the place of what was said before. */
export function useToast(): (toast: Toast) => void {
  return use(ToastContext);
}

/** Milliseconds that words without a deed stay. */
const SHOWN_MS = 6_000;

export function ToastProvider({ children }: { children: ReactNode }) {
  const { t } = useWords();
  const [toast, setToast] = useState<Toast | null>(null);
  const dismiss = useCallback(() => setToast(null), []);
  useEffect(() => {
    const ms = toast?.forMs ?? (toast?.deed ? null : SHOWN_MS);
    if (toast === null || ms === null) return;
    const timer = setTimeout(dismiss, ms);
    return () => clearTimeout(timer);
  }, [toast, dismiss]);
  return (
    <ToastContext value={setToast}>
      {children}
      <div className="toasts" role="status">
        {toast === null ? null : (
          <div className="toast">
            <Icon glyph="tick" size={15} />
            <span className="toastwords">{toast.words}</span>
            <span className="toastdeeds">
              {toast.deed === undefined ? null : (
                <button
                  type="button"
                  onClick={() => {
                    dismiss();
                    toast.deed?.act();
                  }}
                >
                  {toast.deed.words}
                </button>
              )}
              <button type="button" className="toastclose" aria-label={t('app.close')} onClick={dismiss}>
                <Icon glyph="close" size={15} />
              </button>
            </span>
          </div>
        )}
      </div>
    </ToastContext>
  );
}
