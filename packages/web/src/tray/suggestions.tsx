import type { PermissionMode, Suggestion } from '@claude-remote/protocol';
import { useState } from 'react';
import type { TextKey } from '../i18n/catalogue.ts';
import { useWords, type Words } from '../i18n/language.tsx';
import { CheckMark } from '../parts/choice-marks.tsx';
import { inert } from '../transcript/inert-text.ts';

export interface SuggestionsProps {
  readonly suggestions: readonly Suggestion[];
  readonly machine: string;
  readonly onAllow: (indexes: number[]) => void;
  readonly onBack: () => void;
}

const WHAT: Record<Suggestion['kind'], TextKey> = {
  rule: 'perm.alwaysRule',
  directory: 'perm.alwaysDirectory',
  mode: 'perm.alwaysMode',
};
const SCOPE: Record<Suggestion['scope'], TextKey> = {
  session: 'perm.scopeSession',
  project: 'perm.scopeProject',
  user: 'perm.scopeUser',
};

/** The rules that "always" would add, each to be taken or left; nothing is added that was not read here. */
export function Suggestions({ suggestions, machine, onAllow, onBack }: SuggestionsProps) {
  const { t, tx } = useWords();
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set(suggestions.slice(0, 1).map((one) => one.index)));
  const toggle = (index: number) => {
    const next = new Set(chosen);
    if (!next.delete(index)) next.add(index);
    setChosen(next);
  };
  return (
    <>
      <p className="inner label traylabel">{t('perm.alwaysTitle')}</p>
      {suggestions.map(({ index, kind, text, scope }) => (
        // biome-ignore lint/a11y/useSemanticElements: a row of words with a drawn box, as the design has it
        <button
          key={index}
          type="button"
          role="checkbox"
          aria-checked={chosen.has(index)}
          className="choice"
          onClick={() => toggle(index)}
        >
          <span className="mark">
            <CheckMark on={chosen.has(index)} />
          </span>
          <span>
            <b>
              {tx(WHAT[kind], { text: kind === 'mode' ? modeWords(text, t) : <code dir="ltr">{inert(text)}</code> })}
            </b>
            <small>{t(SCOPE[scope], { machine })}</small>
          </span>
        </button>
      ))}
      <div className="acts">
        <div className="btns">
          <button type="button" className="btn" onClick={onBack}>
            {t('app.cancel')}
          </button>
          <button type="button" className="btn act" disabled={chosen.size === 0} onClick={() => onAllow([...chosen])}>
            {t('perm.alwaysConfirm')}
          </button>
        </div>
      </div>
    </>
  );
}

const MODE: Record<PermissionMode, TextKey> = {
  ask: 'mode.ask',
  edits: 'mode.edits',
  plan: 'mode.plan',
  auto: 'mode.auto',
  bypass: 'mode.bypass',
};

/** The runner suggests one of our modes; a name that this page does not know stays as it is. */
function modeWords(text: string, t: Words['t']): string {
  const known = Object.entries(MODE).find(([mode]) => mode === text);
  return known ? t(known[1]) : inert(text);
}
