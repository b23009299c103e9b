import '../styles/diff.css';
import { useRef } from 'react';
import { useWords } from '../i18n/language.tsx';
import { grammarOfFile } from './code-language.ts';
import type { DiffRow } from './diff-rows.ts';
import { useFold } from './folds.ts';
import { foldLongLines, inert } from './inert-text.ts';
import { usePainted } from './use-painted.ts';

/** Rows of a diff that are shown at once. */
const SHOWN_ROWS = 40;

export interface DiffViewProps {
  readonly rows: readonly (DiffRow | null)[];
  /** All rows at once. */
  readonly whole?: boolean;
  /** Whose name says how its code is coloured; plain without. */
  readonly file?: string;
  /** Names it within a transcript, which remembers whether all of it was asked for. */
  readonly id?: string;
}

export function DiffView({ rows, whole = false, file, id }: DiffViewProps) {
  const { t } = useWords();
  const [all, setAll] = useFold(id ?? null, whole);
  const shown = all ? rows : rows.slice(0, SHOWN_ROWS);
  const drawn = useRef<HTMLDivElement>(null);
  usePainted(drawn, file === undefined ? null : grammarOfFile(file), shown.map((row) => row?.text).join('\n'));
  return (
    <div className="diff" dir="ltr" ref={drawn}>
      {shown.map((row, index) =>
        row ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a diff never changes
          <Row key={index} row={row} />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a diff never changes
          <div key={index} className="gap">
            <i />
            <u />
            <span>⋯</span>
          </div>
        ),
      )}
      {shown.length < rows.length ? (
        <button type="button" className="text" onClick={() => setAll(true)}>
          {t('diff.showAll', { n: rows.length })}
        </button>
      ) : null}
    </div>
  );
}

function Row({ row }: { row: DiffRow }) {
  const { sign, line } = row;
  return (
    <div className={sign === '+' ? 'a' : sign === '-' ? 'd' : ''}>
      <i>{line}</i>
      <u aria-hidden="true">{sign === '-' ? '−' : sign}</u>
      <DiffText row={row} />
    </div>
  );
}

/** The text of a row, with what was changed in it. */
export function DiffText({ row: { sign, line, text, word } }: { row: DiffRow }) {
  const { t } = useWords();
  const label = sign === '+' ? 'diff.added' : 'diff.removed';
  return (
    <span data-code>
      {sign === ' ' ? null : <span className="sr">{t(label, { n: line ?? '' })} </span>}
      {word === null ? (
        plain(text)
      ) : (
        <>
          {plain(text.slice(0, word[0]))}
          <em>{plain(text.slice(word[0], word[1]))}</em>
          {plain(text.slice(word[1]))}
        </>
      )}
    </span>
  );
}

function plain(text: string): string {
  return inert(foldLongLines(text).text);
}
