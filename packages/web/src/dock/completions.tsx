import type { SlashCommand } from '@claude-remote/protocol';
import { useEffect, useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { inert } from '../transcript/inert-text.ts';

export interface CompletionsProps {
  readonly completion: { readonly sign: '/' | '@'; readonly typed: string };
  readonly commands: readonly SlashCommand[];
  readonly findFiles: ((text: string) => Promise<readonly string[]>) | null;
  readonly onTake: (word: string) => void;
}

/** Rows that are offered at once; more would cover what is being read. */
const SHOWN = 5;

/** What the typed beginning may become, from what this session's machine reports; opens upward over the dock. */
export function Completions({ completion, commands, findFiles, onTake }: CompletionsProps) {
  const { t } = useWords();
  const { sign, typed } = completion;
  const files = useFiles(sign === '@' ? typed : null, findFiles);
  const offered =
    sign === '/'
      ? commands
          .filter((command) => command.name.toLowerCase().includes(typed.toLowerCase()))
          .map(({ name, description }) => ({ word: `/${name}`, about: description }))
      : files.map((file) => ({ word: `@${file}`, about: '' }));
  if (offered.length === 0) return null;
  return (
    <ul className="complete" aria-label={t('compose.suggestions')}>
      {offered.slice(0, SHOWN).map(({ word, about }) => (
        <li key={word}>
          <button type="button" className="row" onClick={() => onTake(word)}>
            <span className="mark" />
            <span className="tl small">
              <code dir="ltr" className="cut">
                {inert(word)}
              </code>
              <span className="meta cut">{inert(about)}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Milliseconds of rest before the machine is asked. */
const ASK_PAUSE_MS = 150;

/** Files of the machine that fit, once no key came for a while; null asks for none. */
export function useFiles(typed: string | null, findFiles: CompletionsProps['findFiles']): readonly string[] {
  const [files, setFiles] = useState<readonly string[]>([]);
  useEffect(() => {
    if (typed === null || findFiles === null) {
      setFiles([]);
      return;
    }
    let wanted = true;
    const timer = setTimeout(() => {
      // No answer is no completion: the prompt can be written without it.
      findFiles(typed).then(
        (found) => wanted && setFiles(found),
        () => wanted && setFiles([]),
      );
    }, ASK_PAUSE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [typed, findFiles]);
  return files;
}
