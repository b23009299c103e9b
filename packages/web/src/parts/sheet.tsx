import { type ReactNode, useEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import { useWords } from '../i18n/language.tsx';
import { RadioMark } from './choice-marks.tsx';
import { Icon } from './icon.tsx';

export interface SheetProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly foot?: ReactNode;
  /** In place of the title and the button that closes. */
  readonly head?: ReactNode;
}

/**
 * A layer above the screen. The browser's own dialog keeps focus inside, closes on Escape and gives focus back. It stands
 * outside of what opened it: a form inside another one is never asked by the browser before it is sent.
 */
export function Sheet({ title, onClose, children, foot, head }: SheetProps) {
  const { t } = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (!element || element.open) return;
    element.showModal();
    // The browser would focus Close; a field comes first, unless it is a side matter that a keyboard must not cover.
    const field = element.querySelector('textarea, input:not([data-later])');
    (field instanceof HTMLElement ? field : element).focus();
  }, []);
  return createPortal(
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the sheet closes it; the key for that is Escape, which the dialog handles
    <dialog
      ref={dialog}
      className="sheet"
      tabIndex={-1}
      aria-label={title}
      onClose={(event) => {
        // React lets the close of a sheet inside this one bubble here.
        if (event.target === dialog.current) onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
      // For React what opened this is still around it.
      onSubmit={(event) => event.stopPropagation()}
    >
      <div className="sheetbody">
        {head ?? (
          <div className="shead">
            <h2>{title}</h2>
            <button type="button" className="icon" aria-label={t('app.close')} onClick={onClose}>
              <Icon glyph="close" size={17} />
            </button>
          </div>
        )}
        <div className="main">{children}</div>
        {foot === undefined ? null : <div className="foot">{foot}</div>}
      </div>
    </dialog>,
    document.body,
  );
}

/** At the foot of a sheet whose choices hold as they are made. */
export function DoneButton({ onDone }: { onDone: () => void }) {
  const { t } = useWords();
  return (
    <button type="button" className="btn act wide" onClick={onDone}>
      {t('app.done')}
    </button>
  );
}

export interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly options: readonly { value: Value; name: string; hint?: string; risky?: boolean }[];
  readonly chosen: Value;
  readonly onChoose: (value: Value) => void;
}

/** One of several, each with a line that says what it means. */
export function Choices<Value extends string>({ label, options, chosen, onChoose }: ChoiceProps<Value>) {
  return (
    <div role="radiogroup" aria-label={label}>
      {options.map(({ value, name, hint, risky }) => (
        // biome-ignore lint/a11y/useSemanticElements: a row of words with a drawn radio, as the design has it
        <button
          key={value}
          type="button"
          role="radio"
          aria-checked={value === chosen}
          className={risky ? 'choice risk' : 'choice'}
          onClick={() => onChoose(value)}
        >
          <span className="mark">
            <RadioMark on={value === chosen} />
          </span>
          <span>
            <b>{name}</b>
            {hint === undefined ? null : <small>{hint}</small>}
          </span>
        </button>
      ))}
    </div>
  );
}
