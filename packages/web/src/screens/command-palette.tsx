import '../styles/palette.css';
import '../styles/said.css';
import type { CommandBody } from '@claude-remote/protocol';
import { Fragment, type KeyboardEvent, type ReactNode, useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { pathOf, Snippet } from '../search/snippet.tsx';
import { useSaid } from '../search/use-said.ts';
import { useHub, useOverview } from '../state/hub-context.tsx';
import { workspaceName } from '../transcript/describe-tool.ts';
import { inert } from '../transcript/inert-text.ts';
import type { PaletteProps } from './palette-props.ts';
import { PLACES } from './place.ts';

export interface CommandPaletteProps extends PaletteProps {
  readonly onKeys: () => void;
  readonly onClose: () => void;
}

interface Deed {
  readonly name: string;
  /** What kind of thing it is, or where. */
  readonly about: string;
  readonly act: () => void;
  /** In place of the name, where it has marks. */
  readonly shown?: ReactNode;
}

const SHOWN = 12;

/** Everything that a key can reach, by its name: sessions, places, and what can be done with the open session. */
export function CommandPalette(props: CommandPaletteProps) {
  const { t } = useWords();
  const { onClose } = props;
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const named = useDeeds(props)
    .filter(({ name, about }) => words.every((word) => `${name} ${about}`.toLowerCase().includes(word)))
    .slice(0, SHOWN);
  const said = useSaidDeeds(props.onGo, typed);
  const found = [...named, ...said];
  const chosen = Math.min(at, found.length - 1);
  function take(deed: Deed | undefined) {
    if (!deed) return;
    onClose();
    deed.act();
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') setAt(Math.min(found.length - 1, chosen + 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(0, chosen - 1));
    else if (event.key === 'Enter') take(found[chosen]);
    else return;
    event.preventDefault();
  }
  return (
    <Sheet title={t('palette.title')} onClose={onClose}>
      <div className="pad palette">
        <input
          className="field"
          role="combobox"
          aria-expanded
          aria-controls="palette-list"
          aria-activedescendant={found.length > 0 ? `palette-${chosen}` : undefined}
          aria-label={t('palette.title')}
          placeholder={t('palette.hint')}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        <div id="palette-list" role="listbox" aria-label={t('palette.title')}>
          {found.map((deed, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: names may repeat
            <Fragment key={index}>
              {index === named.length ? <p className="deedsect">{t('said.title')}</p> : null}
              <div
                id={`palette-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === chosen}
                className={deed.shown === undefined ? 'deed' : 'deed quote'}
                onClick={() => take(deed)}
                onKeyDown={onKeyDown}
              >
                <span className={deed.shown === undefined ? 'cut' : 'two'}>{deed.shown ?? deed.name}</span>
                <span className="meta cut">{deed.about}</span>
              </div>
            </Fragment>
          ))}
        </div>
        {found.length === 0 ? <p className="small soft">{t('palette.none')}</p> : null}
      </div>
    </Sheet>
  );
}

/** Hits in transcripts, of which the palette shows the first. */
const SAID = 5;

function useSaidDeeds(onGo: PaletteProps['onGo'], typed: string): Deed[] {
  const { t } = useWords();
  const { sessions } = useOverview();
  const { hits } = useSaid(typed);
  const titles = new Map(sessions.map(({ id, title }) => [id, inert(title) || t('session.untitled')]));
  return hits
    .filter(({ kind, session }) => kind !== 'title' && titles.has(session))
    .slice(0, SAID)
    .map((hit) => ({
      name: hit.snippet.map(({ text }) => text).join(''),
      shown: <Snippet hit={hit} />,
      about: titles.get(hit.session) ?? '',
      act: () => onGo(pathOf(hit)),
    }));
}

function useDeeds({ session, onGo, onNew, onKeys }: CommandPaletteProps): Deed[] {
  const { t } = useWords();
  const { sessions } = useOverview();
  return [
    ...useSessionDeeds(session),
    { name: t('session.new'), about: 'n', act: onNew },
    ...PLACES.map((place) => ({ name: t(`place.${place}`), about: `g ${place[0]}`, act: () => onGo(`/${place}`) })),
    { name: t('keys.title'), about: '?', act: onKeys },
    ...sessions.map(({ id, title, workspace }) => ({
      name: inert(title) || t('session.untitled'),
      about: inert(workspaceName(workspace)),
      act: () => onGo(`/sessions/${id}`),
    })),
  ];
}

/** Stop, modes and models of the open session. Bypass is not offered: it is chosen where its meaning is written. */
function useSessionDeeds(id: PaletteProps['session']): Deed[] {
  const { t } = useWords();
  const { client } = useHub();
  const { machines } = useOverview();
  const state = id === null ? null : (client.session(id)?.state ?? null);
  if (id === null || state === null) return [];
  const deed = (name: string, about: string, body: CommandBody) => ({
    name,
    about,
    act: () => void client.submit(id, body),
  });
  const modes = machines.find((machine) => machine.id === state.machine)?.modes ?? [];
  return [
    ...(state.turn ? [deed(t('now.stop'), 'Esc Esc', { kind: 'interrupt', scope: 'turn' })] : []),
    ...modes
      .filter((mode) => mode !== 'bypass' && mode !== state.settings.mode)
      .map((mode) => deed(t(`mode.${mode}`), t('mode.title'), { kind: 'change-settings', mode })),
    ...state.models
      .filter(({ value }) => value !== state.settings.model)
      .map(({ value, name }) => deed(inert(name), t('new.model'), { kind: 'change-settings', model: value })),
  ];
}
