import type { CommandBody, Request, SessionSummary } from '@claude-remote/protocol';
import { type ReactNode, useMemo } from 'react';
import { useFiles } from '../dock/completions.tsx';
import { useWords, type Words } from '../i18n/language.tsx';
import { age, when } from '../i18n/measures.ts';
import { asksOf } from '../parts/asks-of.tsx';
import { type Glyph, Icon } from '../parts/icon.tsx';
import { Mark } from '../parts/mark.tsx';
import type { CommandPaletteProps } from '../screens/palette-props.ts';
import { PLACES } from '../screens/place.ts';
import { useSessionDays, wordsOfDay } from '../screens/session-days.tsx';
import { pathOf, Snippet } from '../search/snippet.tsx';
import { useSaid } from '../search/use-said.ts';
import { useConnection, useHub, useOverview } from '../state/hub-context.tsx';
import { useNow } from '../state/now.tsx';
import { placeOf } from '../state/place-of.ts';
import { markOf, openRequests } from '../state/summaries.ts';
import { describeTool } from '../transcript/describe-tool.ts';
import { inert } from '../transcript/inert-text.ts';
import { inOrder } from '../tray/request-order.ts';
import { type Entry, isNamed, type PaletteQuery } from './entries.ts';
import { promptField, writePrompt } from './write-prompt.ts';

/** Of each section: more would bury the next one. */
const MOST = { needs: 4, sessions: 6, said: 4, days: 8, files: 8, do: 8 } as const;

/** Everything that fits what is typed, in the order of the sections. */
export function useEntries(props: CommandPaletteProps, typed: string, asked: PaletteQuery): Entry[] {
  const needs = useNeeds(props);
  const sessions = useSessions(props, asked);
  const said = useSaidEntries(props, asked.is === 'all' ? typed : '');
  const days = useDays(props, asked);
  const written = useWritten(props, asked);
  const deeds = useDeeds(props);
  const named = (entries: readonly Entry[], most: number) =>
    entries.filter((entry) => isNamed(entry, asked.words)).slice(0, most);
  if (asked.is === 'event') return days;
  if (asked.is === 'commands' || asked.is === 'files') return written;
  if (asked.is === 'do') return named(deeds, deeds.length);
  const waiting = named(needs, MOST.needs);
  // Nothing is looked for: then one row for a session is enough.
  const once = asked.words.length > 0 ? [] : waiting.map(({ session }) => session);
  return [
    ...waiting,
    ...named(
      sessions.filter(({ session }) => !once.includes(session)),
      MOST.sessions,
    ),
    ...said.slice(0, MOST.said),
    ...named(deeds, MOST.do),
  ];
}

function useNeeds({ onGo }: CommandPaletteProps): Entry[] {
  const words = useWords();
  const { sessions, machines } = useOverview();
  const now = useNow(30_000);
  return inOrder(openRequests(sessions)).map(({ session, request }) => ({
    key: `needs ${session.id} ${request.id}`,
    section: 'needs',
    mark: <Mark kind="waiting" />,
    name: titleOf(session, words),
    about: `${subjectOf(request, session.workspace)} ${machineName(session, machines)}`,
    shown: asksOf(request, session.workspace, words),
    note: age(words.t, now - request.openedAt),
    session: session.id,
    act: () => onGo(`/sessions/${session.id}?request=${request.id}`),
  }));
}

/** What a request is about, to be found by. */
function subjectOf(request: Request, workspace: string): string {
  switch (request.kind) {
    case 'permission':
      return inert(describeTool({ name: request.toolName, input: request.input }, workspace).object);
    case 'question':
      return inert(request.questions[0]?.question ?? '');
    case 'plan':
      return '';
  }
}

/** The latest first. The open one and the archive are found by name, not offered. */
function useSessions({ session, onGo }: CommandPaletteProps, asked: PaletteQuery): Entry[] {
  const words = useWords();
  const { sessions, machines } = useOverview();
  const linked = useConnection().phase.phase === 'open';
  const now = useNow(30_000);
  const offered = asked.words.length > 0 ? sessions : sessions.filter((one) => one.id !== session && !one.archived);
  return offered
    .toSorted((a, b) => Number(a.archived) - Number(b.archived) || b.updatedAt - a.updatedAt)
    .map((one) => {
      const online = machines.some(({ id, online }) => id === one.machine && online);
      const mark = markOf(one, linked && online);
      return {
        key: `session ${one.id}`,
        section: 'sessions',
        mark: <Mark kind={mark} label={words.t(`mark.${mark}`)} />,
        name: titleOf(one, words),
        about: `${inert(placeOf(one))} · ${machineName(one, machines)}`,
        note: when(words.language, one.updatedAt, now),
        session: one.id,
        act: () => onGo(`/sessions/${one.id}`),
      };
    });
}

function titleOf({ title }: SessionSummary, { t }: Words): string {
  return inert(title) || t('session.untitled');
}

function machineName({ machine }: SessionSummary, machines: ReturnType<typeof useOverview>['machines']): string {
  return machines.find(({ id }) => id === machine)?.name ?? machine;
}

function useSaidEntries({ onGo }: CommandPaletteProps, typed: string): Entry[] {
  const words = useWords();
  const { sessions } = useOverview();
  const { hits } = useSaid(typed);
  const now = useNow(60_000);
  const titles = new Map(sessions.map((one) => [one.id, titleOf(one, words)]));
  return hits
    .filter(({ kind, session }) => kind !== 'title' && titles.has(session))
    .map((hit) => ({
      key: `said ${hit.session} ${hit.seq}`,
      section: 'said',
      mark: <Icon glyph={hit.kind === 'tool' ? 'tool' : 'said'} size={15} />,
      name: hit.snippet.map(({ text }) => text).join(''),
      shown: <Snippet hit={hit} />,
      about: titles.get(hit.session) ?? '',
      note: when(words.language, hit.at, now),
      act: () => onGo(pathOf(hit)),
    }));
}

/** An event of the open session by its number, and its days. */
function useDays({ session, onGo }: CommandPaletteProps, asked: PaletteQuery): Entry[] {
  const { t, language } = useWords();
  const { client } = useHub();
  const days = useSessionDays(asked.is === 'event' ? session : null);
  if (asked.is !== 'event' || session === null) return [];
  const go = (seq: number) => () => onGo(`/sessions/${session}?at=${seq}`);
  const entry = (name: string, about: string, seq: number): Entry => ({
    ...{ key: `${name} ${seq}`, section: 'days', mark: <Icon glyph="clock" size={15} />, name, about },
    act: go(seq),
  });
  const newest = client.session(session)?.state?.head.seq ?? 0;
  const number = Number(asked.words[0]);
  const isEvent = asked.words.length === 1 && Number.isInteger(number) && number >= 1 && number <= newest;
  return [
    ...(isEvent ? [entry(t('palette.event', { n: number }), t('palette.ofEvents', { n: newest }), number)] : []),
    ...days
      .map(({ day, seq }) => entry(wordsOfDay(language, day), day, seq))
      .filter((one) => isNamed(one, asked.words))
      .slice(0, MOST.days),
  ];
}

/** Commands of the open session, and files of its machine, to be written into the prompt. */
function useWritten({ session }: CommandPaletteProps, asked: PaletteQuery): Entry[] {
  const { client } = useHub();
  const { machines } = useOverview();
  const state = session === null ? null : (client.session(session)?.state ?? null);
  const machine = machines.find(({ id, online }) => id === state?.machine && online)?.id ?? null;
  const findFiles = useMemo(
    () =>
      machine === null || session === null
        ? null
        : async (text: string) => (await client.ask(machine, { kind: 'find-files', session, text })).files,
    [client, machine, session],
  );
  const wanted = asked.is === 'files' && promptField() !== null ? asked.words.join(' ') : null;
  const files = useFiles(wanted, findFiles);
  const entry = (section: 'commands' | 'files', word: string, about: string): Entry => ({
    ...{ key: word, section, name: inert(word), about: inert(about) },
    mark: icon(section === 'commands' ? 'run' : 'read'),
    act: () => writePrompt(word),
  });
  if (wanted !== null) return files.slice(0, MOST.files).map((file) => entry('files', `@${file}`, ''));
  if (asked.is !== 'commands' || promptField() === null) return [];
  return (state?.commands ?? [])
    .map(({ name, description }) => entry('commands', `/${name}`, description))
    .filter((one) => isNamed(one, asked.words));
}

interface Deed {
  readonly glyph: Glyph;
  readonly name: string;
  readonly about?: string;
  readonly keys?: string;
  readonly act: () => void;
}

function useDeeds({ session, onGo, onNew, onKeys }: CommandPaletteProps): Entry[] {
  const { t } = useWords();
  const ofSession = useSessionDeeds(session);
  const deeds: Deed[] = [
    { glyph: 'plus', name: t('session.new'), keys: 'n', act: onNew },
    ...PLACES.map(
      (place): Deed => ({
        ...{ glyph: 'next', name: t(`place.${place}`), keys: `g ${place[0]}` },
        act: () => onGo(`/${place}`),
      }),
    ),
    { glyph: 'clock', name: t('machine.usage'), act: () => onGo('/machines?usage') },
    { glyph: 'key', name: t('keys.title'), keys: '?', act: onKeys },
    ...ofSession,
  ];
  return deeds.map(({ glyph, about = '', ...deed }) => ({
    ...{ key: `do ${deed.name} ${about}`, section: 'do', mark: icon(glyph), about },
    ...deed,
  }));
}

function icon(glyph: Glyph): ReactNode {
  return <Icon glyph={glyph} size={15} />;
}

/**
 * Modes and models of the open session, and Stop behind them: Enter in an empty palette must never hurt. Bypass is not
 * offered: it is chosen where its meaning is written.
 */
function useSessionDeeds(id: CommandPaletteProps['session']): Deed[] {
  const { t } = useWords();
  const { client } = useHub();
  const { you } = useConnection();
  const { machines } = useOverview();
  const state = id === null ? null : (client.session(id)?.state ?? null);
  if (id === null || state === null || you?.role === 'viewer') return [];
  const submit = (body: CommandBody) => () => void client.submit(id, body);
  const modes = machines.find((machine) => machine.id === state.machine)?.modes ?? [];
  return [
    ...modes
      .filter((mode) => mode !== 'bypass' && mode !== state.settings.mode)
      .map(
        (mode): Deed => ({
          ...{ glyph: 'shield', name: t(`mode.${mode}`), about: t('mode.title') },
          act: submit({ kind: 'change-settings', mode }),
        }),
      ),
    ...state.models
      .filter(({ value }) => value !== state.settings.model)
      .map(
        ({ value, name }): Deed => ({
          ...{ glyph: 'thought', name: inert(name), about: t('new.model') },
          act: submit({ kind: 'change-settings', model: value }),
        }),
      ),
    ...(state.turn
      ? [
          {
            ...{ glyph: 'stop' as const, name: t('now.stop'), keys: 'Esc Esc' },
            act: submit({ kind: 'interrupt', scope: 'turn' }),
          },
        ]
      : []),
  ];
}
