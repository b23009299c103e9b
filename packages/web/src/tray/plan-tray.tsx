import type { PermissionMode, PlanRequest } from '@claude-remote/protocol';
import { useId, useState } from 'react';
import type { TextKey } from '../i18n/catalogue.ts';
import { useWords } from '../i18n/language.tsx';
import { Prose } from '../transcript/prose.tsx';
import type { RequestTrayProps } from './request-tray-props.ts';
import { useSettled } from './use-settled.ts';

/** How Claude goes on after approval, as far as the machine's policy allows. */
const AFTERWARDS: readonly { mode: PermissionMode; text: TextKey }[] = [
  { mode: 'ask', text: 'plan.asks' },
  { mode: 'edits', text: 'plan.edits' },
  { mode: 'auto', text: 'plan.decides' },
];

export function PlanTray({ request, machine, onAnswer }: RequestTrayProps<PlanRequest>) {
  const { t } = useWords();
  const [mode, setMode] = useState<PermissionMode>('ask');
  const [note, setNote] = useState('');
  const settled = useSettled(request.id);
  const label = useId();
  const field = useId();
  const offered = AFTERWARDS.filter((choice) => machine.modes.includes(choice.mode));
  return (
    <>
      <div className="plan">
        <Prose text={request.plan} />
      </div>
      <div className="acts">
        <label htmlFor={field} className="sr">
          {t('plan.note')}
        </label>
        <textarea
          id={field}
          className="field plainfield"
          rows={1}
          placeholder={t('plan.noteHint')}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {offered.length > 1 ? (
          <div>
            <p className="label" id={label}>
              {t('plan.after')}
            </p>
            <div className="seg3" role="radiogroup" aria-labelledby={label}>
              {offered.map((choice) => (
                // biome-ignore lint/a11y/useSemanticElements: three words in one box, as the design has it
                <button
                  key={choice.mode}
                  type="button"
                  role="radio"
                  aria-checked={choice.mode === mode}
                  onClick={() => setMode(choice.mode)}
                >
                  {t(choice.text)}
                </button>
              ))}
            </div>
          </div>
        ) : null}
        <div className="btns">
          <button
            type="button"
            className="btn"
            onClick={settled(() => onAnswer({ type: 'deny', ...(note.trim() === '' ? {} : { message: note.trim() }) }))}
          >
            {t('plan.again')}
          </button>
          <button
            type="button"
            className="btn act"
            data-filled
            onClick={settled(() => onAnswer({ type: 'approve', ...(offered.length > 1 ? { mode } : {}) }))}
          >
            {t('plan.approve')}
          </button>
        </div>
      </div>
    </>
  );
}
