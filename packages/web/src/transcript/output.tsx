import type { ToolId } from '@claude-remote/protocol';
import { useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { useFetchedText, useFold } from './folds.ts';
import { foldLongLines, inkOf } from './inert-text.ts';
import { useScene } from './scene.tsx';

/** Lines of an output that are shown at once. */
const SHOWN_LINES = 12;

export interface OutputProps {
  readonly tool: ToolId;
  readonly output: string;
  /** Characters that stayed on the machine. */
  readonly omitted: number;
}

/** What a tool printed, as inert text in five inks; long ones are folded and what stayed on the machine can be asked for. */
export function Output({ tool, output, omitted }: OutputProps) {
  const { t } = useWords();
  const { askOutput, machine } = useScene();
  const [all, setAll] = useFold(`${tool} output`, false);
  const [fetched, setFetched] = useFetchedText(tool);
  const [trouble, setTrouble] = useState<string | null>(null);
  const text = (fetched ?? output).trimEnd();
  const lines = text.split('\n');
  const shown = all || fetched !== null ? text : lines.slice(0, SHOWN_LINES).join('\n');
  const folded = foldLongLines(shown);
  if (text === '' && omitted === 0) return null;
  return (
    <div className="out">
      <pre dir="ltr">
        {inkOf(folded.text).map(({ text: piece, ink }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text never move
          <span key={index} className={ink ?? undefined}>
            {piece}
          </span>
        ))}
      </pre>
      {!all && fetched === null && lines.length > SHOWN_LINES ? (
        <button type="button" className="text inline" onClick={() => setAll(true)}>
          {t('tx.moreLines', { n: lines.length })}
        </button>
      ) : null}
      {omitted > 0 && fetched === null ? (
        <p className="meta">
          {t('tx.kept', { n: omitted, machine })}{' '}
          <button
            type="button"
            className="text inline"
            onClick={() => askOutput(tool).then(setFetched, (error: Error) => setTrouble(error.message))}
          >
            {t('tx.showKept')}
          </button>
        </p>
      ) : null}
      {trouble === null ? null : <p className="meta risk">{trouble}</p>}
    </div>
  );
}
