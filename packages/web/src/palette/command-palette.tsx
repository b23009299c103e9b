/**
 * Everything that a key can reach, by its name: what waits, sessions, what was said, and what can be done. It goes to
 * requests and never answers them: they are decided where they are read.
 */
import '../styles/palette.css';
import '../styles/said.css';
import { Fragment, type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { TextKey } from '../i18n/catalogue.ts';
import { useWords } from '../i18n/language.tsx';
import { Icon } from '../parts/icon.tsx';
import { Sheet } from '../parts/sheet.tsx';
import type { CommandPaletteProps } from '../screens/palette-props.ts';
import { askedBy, type Entry, firstChoice, type PaletteQuery, partsOf, type Section, type Sign } from './entries.ts';
import { useEntries } from './use-entries.tsx';
import { promptField } from './write-prompt.ts';

const TITLES: Record<Section, TextKey> = {
  needs: 'palette.needs',
  sessions: 'place.sessions',
  said: 'said.title',
  commands: 'palette.commands',
  files: 'palette.files',
  days: 'palette.events',
  do: 'palette.do',
};

const CLOSES = 'Esc';

export function CommandPalette(props: CommandPaletteProps) {
  const { t } = useWords();
  const { onClose, session } = props;
  const [typed, setTyped] = useState('');
  const [moved, setMoved] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const asked = askedBy(typed);
  const entries = useEntries(props, typed, asked);
  const chosen = entries.find(({ key }) => key === moved) ?? firstChoice(entries);
  const at = chosen === null ? -1 : entries.indexOf(chosen);
  useInView(chosen?.key);
  function type(text: string) {
    setTyped(text);
    setMoved(null);
  }
  function take(entry: Entry | null) {
    if (!entry) return;
    flushSync(onClose); // while it is open, nothing below it can take the focus
    entry.act();
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') setMoved(entries[Math.min(entries.length - 1, at + 1)]?.key ?? null);
    else if (event.key === 'ArrowUp') setMoved(entries[Math.max(0, at - 1)]?.key ?? null);
    else if (event.key === 'Enter') take(chosen);
    else return;
    event.preventDefault();
  }
  const head = (
    <div className="paletteask">
      <Icon glyph="search" size={18} />
      <input
        ref={field}
        role="combobox"
        aria-expanded
        aria-controls="palette-list"
        aria-activedescendant={at < 0 ? undefined : `palette-${at}`}
        aria-label={t('palette.title')}
        placeholder={t('palette.hint')}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <button type="button" className="icon" aria-label={`${t('app.close')}, ${CLOSES}`} onClick={onClose}>
        <Keys keys={CLOSES} />
        <Icon glyph="close" size={17} />
      </button>
    </div>
  );
  const signs = (
    <Signs session={session} onSign={(sign) => [type(sign), field.current?.focus()]} onKeys={props.onKeys} />
  );
  return (
    <Sheet title={t('palette.title')} onClose={onClose} head={head} foot={signs}>
      <div className="palette">
        <div id="palette-list" role="listbox" aria-label={t('palette.title')}>
          {entries.map((entry, index) => (
            <Fragment key={entry.key}>
              {entries[index - 1]?.section === entry.section ? null : (
                <p className="deedsect" role="presentation">
                  {t(TITLES[entry.section])}
                </p>
              )}
              <EntryRow {...{ entry, index, asked }} chosen={entry === chosen} onTake={() => take(entry)} />
            </Fragment>
          ))}
        </div>
        {entries.length > 0 ? null : (
          <p className="small soft pad">
            {t(asked.is === 'event' && session === null ? 'palette.noSession' : 'palette.none')}
          </p>
        )}
      </div>
    </Sheet>
  );
}

interface EntryRowProps {
  readonly entry: Entry;
  readonly index: number;
  readonly asked: PaletteQuery;
  readonly chosen: boolean;
  readonly onTake: () => void;
}

function EntryRow({ entry, index, asked, chosen, onTake }: EntryRowProps) {
  const { section, mark, name, about, shown, note, keys } = entry;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard by the field, which holds the focus
    <div id={`palette-${index}`} role="option" tabIndex={-1} aria-selected={chosen} className="deed" onClick={onTake}>
      <span className="mark">{mark}</span>
      {section === 'said' ? (
        <span className="saidrow">
          <span className="two">{shown}</span>
          <span className="meta cut">{about}</span>
        </span>
      ) : (
        <span className="cut">
          <Marked name={name} asked={asked} />
          {shown === undefined ? null : <> · {shown}</>}
          {section === 'needs' || about === '' ? null : <span className="quiet"> {about}</span>}
        </span>
      )}
      {note === undefined ? null : <span className="meta endnote">{note}</span>}
      {keys === undefined ? null : <Keys keys={keys} />}
    </div>
  );
}

function Marked({ name, asked }: { name: string; asked: PaletteQuery }) {
  return partsOf(name, asked.words).map(({ text, hit }, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one name never move
    hit ? <b key={index}>{text}</b> : text,
  );
}

function Keys({ keys }: { keys: string }) {
  return (
    <span className="keycaps">
      {keys.split(' ').map((key, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same key may be pressed twice
        <span key={index} className="kbd">
          {key}
        </span>
      ))}
    </span>
  );
}

interface SignsProps extends Pick<CommandPaletteProps, 'session' | 'onKeys'> {
  readonly onSign: (sign: Sign) => void;
}

const ASKS_FOR: Record<Sign, TextKey> = {
  '/': 'palette.signCommand',
  '@': 'palette.signFile',
  '#': 'palette.signEvent',
  '>': 'palette.signDo',
};

/** Those that find something here: without a session there is none of its things, without a field nothing to write in. */
function signsFor(session: CommandPaletteProps['session']): Sign[] {
  if (session === null) return ['>'];
  return promptField() === null ? ['#', '>'] : ['/', '@', '#', '>'];
}

/** The signs that ask for something else, each a button for hands without keys. */
function Signs({ session, onSign, onKeys }: SignsProps) {
  const { t } = useWords();
  return (
    <div className="signs meta">
      {signsFor(session).map((sign) => (
        <button key={sign} type="button" onClick={() => onSign(sign)}>
          <span className="kbd">{sign}</span> {t(ASKS_FOR[sign])}
        </button>
      ))}
      <button type="button" onClick={onKeys}>
        <span className="kbd">?</span> {t('palette.allKeys')}
      </button>
    </div>
  );
}

/** The chosen row is in view, also when arrows go past the edge. */
function useInView(key: string | undefined) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at again whenever another one is chosen
  useLayoutEffect(() => {
    document.querySelector('#palette-list [aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [key]);
}
