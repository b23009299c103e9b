/**
 * The frame around every screen of a signed-in person: three places always one tap apart; from 700 px on the list and
 * a session stand side by side. It knows addresses and widths, not what screens show.
 */
import type { SessionId } from '@claude-remote/protocol';
import { type ReactNode, Suspense, useEffect, useState } from 'react';
import { Link, useLocation, useRoute, useSearchParams } from 'wouter';
import { useWords } from '../i18n/language.tsx';
import { KnownNote } from '../offline/known-note.tsx';
import { late } from '../offline/late.ts';
import { ShareDoor } from '../offline/share-door.tsx';
import { HubLine } from '../parts/hub-line.tsx';
import { Icon } from '../parts/icon.tsx';
import { Sign } from '../parts/sign.tsx';
import { ToastProvider } from '../parts/toasts.tsx';
import { useConnection, useOverview } from '../state/hub-context.tsx';
import { countRequests } from '../state/summaries.ts';
import { useMedia, WIDE } from '../state/use-media.ts';
import { NothingOpen } from './nothing-open.tsx';
import { PaletteDoor } from './palette-door.tsx';
import { PLACES, type PlaceName } from './place.ts';
import { PlaceBar } from './place-bar.tsx';
import { PlaceBody, SessionList } from './place-body.tsx';
import { SearchField } from './search-field.tsx';
import { useFetchedAhead } from './use-fetched-ahead.ts';
import { usePlaceKeys } from './use-place-keys.ts';
import { useRequestKeys, useRowKeys } from './use-row-keys.ts';
import { useTabTitle } from './use-tab-title.ts';
import { useTappedNotifications } from './use-tapped-notifications.ts';

const SessionScreen = late(() => import('./session-screen.tsx'), 'SessionScreen');
/** Milliseconds for which the first screen has the network to itself. */
const SIGNALS_REST_MS = 1500;
const Signals = late(() => import('../signals/signals.tsx'), 'Signals', SIGNALS_REST_MS);
const NewSessionSheet = late(() => import('./new-session-sheet.tsx'), 'NewSessionSheet');

export function Shell() {
  const wide = useMedia(WIDE);
  const [, navigate] = useLocation();
  const [onSession, route] = useRoute('/sessions/:id');
  const [params, setParams] = useSearchParams();
  const place = usePlace();
  const [creating, setCreating] = useState(params.has('new'));
  const id = onSession && route ? (route.id as SessionId) : null; // an address names a session; the hub says whether it exists
  const onNew = () => setCreating(true);
  useRowKeys();
  useRequestKeys();
  usePlaceKeys({ onGo: (to) => navigate(`/${to}`), onNew });
  useTabTitle(id);
  useFetchedAhead();
  useTappedNotifications();
  useEffect(() => {
    if (params.has('new')) setParams(new URLSearchParams(), { replace: true });
  }, [params, setParams]);

  const session =
    id === null ? null : (
      <Suspense fallback={<main className="main" aria-busy="true" />}>
        <SessionScreen key={id} id={id} wanted={params.get('request')} wide={wide} />
      </Suspense>
    );
  return (
    <ToastProvider>
      {wide ? (
        <div className="desk">
          <Side place={id === null ? place : 'sessions'} selected={id} onNew={onNew} />
          <section className="mid">{session ?? <PlacePane place={place} onNew={onNew} />}</section>
        </div>
      ) : session ? (
        <div className="app">{session}</div>
      ) : (
        <PlaceScreen place={place} onNew={onNew} />
      )}
      <ShareDoor onNew={onNew} />
      <PaletteDoor session={id} onGo={navigate} onNew={onNew} />
      <Suspense fallback={null}>
        <Signals session={id} />
      </Suspense>
      {creating ? (
        <Suspense fallback={null}>
          <NewSessionSheet
            onClose={() => setCreating(false)}
            onStarted={(started) => {
              setCreating(false);
              navigate(`/sessions/${started}`);
            }}
          />
        </Suspense>
      ) : null}
    </ToastProvider>
  );
}

/** The place of the address; on a session, the one it was opened from. */
function usePlace(): PlaceName {
  const [path, navigate] = useLocation();
  const [last, setLast] = useState<PlaceName>('sessions');
  const here = PLACES.find((place) => path === `/${place}`);
  useEffect(() => {
    if (here) setLast(here);
    else if (!path.startsWith('/sessions/')) navigate('/inbox', { replace: true });
  }, [here, path, navigate]);
  return here ?? last;
}

/** One place on a phone. */
function PlaceScreen({ place, onNew }: { place: PlaceName; onNew: () => void }) {
  const { t } = useWords();
  const waiting = countRequests(useOverview().sessions);
  const [search, setSearch] = useState<string | null>(null);
  const [menu, setMenu] = useState(false);
  return (
    <div className="app">
      <header className="top">
        <PlaceBar place={place} waiting={waiting}>
          {place === 'sessions' ? (
            <div className="tools">
              <button
                type="button"
                className="icon"
                aria-label={t('session.search')}
                aria-expanded={search !== null}
                onClick={() => setSearch(search === null ? '' : null)}
              >
                <Icon glyph="search" size={18} />
              </button>
              <button type="button" className="icon" aria-label={t('app.more')} onClick={() => setMenu(true)}>
                <Icon glyph="more" size={18} />
              </button>
            </div>
          ) : null}
        </PlaceBar>
        <HubLine machine={null} view={null} />
        {search === null ? null : <SearchField value={search} onChange={setSearch} />}
      </header>
      <main className="main">
        <DemoBanner />
        <KnownNote />
        <PlaceBody place={place} onNew={onNew} search={search} onMenuClose={menu ? () => setMenu(false) : null} />
        <div className="endspace" />
      </main>
      <nav className="tabs" aria-label={t('app.places')}>
        <PlaceLinks place={place} waiting={waiting} />
        <button type="button" className="new" aria-label={t('session.new')} onClick={onNew}>
          <Icon glyph="plus" size={18} />
        </button>
      </nav>
    </div>
  );
}

/** A place beside the sessions, as wide as reading wants it; the place of the sessions is that list itself. */
function PlacePane({ place, onNew }: { place: PlaceName; onNew: () => void }) {
  const waiting = countRequests(useOverview().sessions);
  if (place === 'sessions') return <NothingOpen />;
  return (
    <>
      <header className="top">
        <PlaceBar place={place} waiting={waiting} />
        <HubLine machine={null} view={null} />
      </header>
      <main className={`main placepane ${place}`}>
        <PlaceBody place={place} onNew={onNew} search={null} />
        <div className="endspace" />
      </main>
    </>
  );
}

function PlaceLinks({ place, waiting }: { place: PlaceName; waiting: number }): ReactNode {
  const { t } = useWords();
  return PLACES.map((one) => (
    <Link key={one} href={`/${one}`} aria-current={one === place ? 'page' : undefined}>
      {t(`place.${one}`)}
      {one === 'inbox' && waiting > 0 ? <span className="mk meta onmark">{waiting}</span> : null}
    </Link>
  ));
}

interface SideProps {
  readonly place: PlaceName;
  readonly selected: SessionId | null;
  readonly onNew: () => void;
}

/** The sessions, beside one of them or beside another place. */
function Side({ place, selected, onNew }: SideProps) {
  const { t } = useWords();
  const waiting = countRequests(useOverview().sessions);
  const [search, setSearch] = useState('');
  return (
    <aside className="side">
      <div className="bar brand">
        <Sign size={24} />
        <b className="small">{t('app.name')}</b>
        <button type="button" className="icon" aria-label={t('session.new')} onClick={onNew}>
          <Icon glyph="plus" />
        </button>
      </div>
      <nav className="places" aria-label={t('app.places')}>
        <PlaceLinks place={place} waiting={waiting} />
      </nav>
      <div className="main">
        <KnownNote />
        <SearchField value={search} onChange={setSearch} />
        <Suspense fallback={null}>
          <SessionList search={search} selected={selected} onNew={onNew} />
        </Suspense>
        <div className="endspace" />
      </div>
      <DemoBanner />
    </aside>
  );
}

function DemoBanner() {
  const { t } = useWords();
  const { hub } = useConnection();
  return hub?.demo ? <p className="note warn demo">{t('demo.banner')}</p> : null;
}
