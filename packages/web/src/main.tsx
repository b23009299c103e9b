/** The composition root of the page: the only file that reads the browser's globals and picks implementations. */
import './styles/all.css';
import type { Client } from '@claude-remote/client';
import type { SessionId } from '@claude-remote/protocol';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { pairingOf } from './devices/pairing-link.ts';
import { rememberedLanguage, speak, WordsProvider } from './i18n/language.tsx';
import { forgetAll } from './offline/forget-all.ts';
import { retryStyles } from './offline/late.ts';
import { memoryDoor } from './offline/memory-door.ts';
import { createPageVersion } from './offline/page-version.ts';
import { UpdateDoor } from './offline/update-door.tsx';
import { BrokenBoundary } from './parts/broken.tsx';
import { expectedAccount, findAccount, setupCodeOf } from './state/account.ts';
import { applyAppearance, keptAppearance } from './state/appearance.ts';
import { hubClient } from './state/hub-client.ts';
import { createHubHttp } from './state/hub-http.ts';
import { createHubTime } from './state/hub-time.ts';
import { NowProvider } from './state/now.tsx';

const setupCode = setupCodeOf(window.location);
// The code is a secret: it must not stay in the address bar, the history or a screenshot.
if (setupCode !== null) window.history.replaceState(null, '', '/setup');

const pairing = pairingOf(window.location);
// So is the pairing code; where it leads is where a device that is signed in already goes at once.
if (pairing !== null) window.history.replaceState(null, '', pairing.path);

const { localStorage: storage, location } = window;
const SESSION_PATH = /^\/sessions\/([^/]+)$/;
applyAppearance(keptAppearance(storage), document);
const forced = window.matchMedia('(forced-colors: active)');
/** Few need it, so only they load it. */
const loadForced = () => void (forced.matches && import('./styles/forced.css'));
loadForced();
forced.addEventListener('change', loadForced);
const clock = {
  now: () => performance.now(),
  timer(ms: number, fire: () => void) {
    const timer = setTimeout(fire, ms);
    return () => clearTimeout(timer);
  },
};
const hubTime = createHubTime(storage, () => Date.now());
const { now } = hubTime;
const newId = () => crypto.randomUUID();
const http = createHubHttp((path, init) => window.fetch(path, init));

const memory = memoryDoor({
  databases: indexedDB,
  load: async (owner) =>
    (await import('./offline/device-memory.ts')).deviceMemory({
      owner,
      clock,
      now,
      crypto,
      databases: indexedDB,
      onHide: whenHidden,
    }),
});

function makeClient(username: string) {
  const client = hubClient({
    recall: memory.recall,
    http,
    clock,
    newId,
    databases: indexedDB,
    socketUrl: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`,
    connect: (url) => new WebSocket(url),
    random: () => Math.random(),
    onHubTime: (time) => {
      hubTime.told(time);
      version.check('now'); // a hub that comes back may have been replaced
    },
  });
  memory.attach(client, username);
  return client;
}

/** The line to the hub is drawn while words and screens still come: of whoever was signed in here last, for what is shown. */
let early = clientOfLast();

function clientOfLast(): { readonly username: string; readonly client: Client } | null {
  const account = expectedAccount(storage);
  if (account.at !== 'in' || setupCode !== null) return null;
  const { username } = account.user;
  const client = makeClient(username);
  void client.start();
  const session = SESSION_PATH.exec(location.pathname)?.[1];
  if (session !== undefined) client.open(session as SessionId); // the hub says whether it exists
  return { username, client };
}

function clientOf(username: string): Client {
  const begun = early;
  early = null;
  if (begun?.username === username) return begun.client;
  begun?.client.stop();
  return makeClient(username);
}

const whenHidden = (listener: () => void) => whenShown('hidden', listener);
const whenVisible = (listener: () => void) => whenShown('visible', listener);

function whenShown(how: DocumentVisibilityState, listener: () => void): () => void {
  const onChange = () => {
    if (document.visibilityState === how) listener();
  };
  document.addEventListener('visibilitychange', onChange);
  return () => document.removeEventListener('visibilitychange', onChange);
}

const version = createPageVersion({
  container: window.navigator.serviceWorker,
  locks: window.navigator.locks,
  entry: new URL(import.meta.url).pathname,
  fetch: (input, init) => window.fetch(input, init),
  now: clock.now,
  reload: () => location.reload(),
  settled: settled(),
});
whenVisible(() => version.check());
// A part of this build is neither here nor at the hub any more.
window.addEventListener('vite:preloadError', () => void version.recover());
retryStyles(document);

/** The first screen has the network to itself. */
function settled(): Promise<void> {
  const REST_MS = 3000;
  return new Promise((resolve) => {
    const rest = () => setTimeout(resolve, REST_MS);
    if (document.readyState === 'complete') rest();
    else window.addEventListener('load', rest, { once: true });
  });
}

async function forget(what: 'known' | 'all'): Promise<void> {
  await memory.forget();
  if (what === 'all') await forgetAll({ storage, databases: indexedDB, navigator: window.navigator });
}

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
// Side by side, not one after the other: on a slow network each turn is felt.
const asked = findAccount(http, storage, setupCode);
const words = speak(rememberedLanguage(storage, window.navigator.languages));
if (SESSION_PATH.test(location.pathname)) {
  void import('./screens/session-screen.tsx').catch(() => {}); // asked for again where it is drawn
  void words.complete();
}
createRoot(root).render(
  <StrictMode>
    <WordsProvider first={words} storage={storage}>
      <BrokenBoundary>
        <NowProvider now={now}>
          <App
            {...{ http, storage, asked, clock, newId, makeClient: clientOf, forget, pairing, heardAt: memory.heardAt }}
            host={location.host}
          />
          <UpdateDoor version={version} />
        </NowProvider>
      </BrokenBoundary>
    </WordsProvider>
  </StrictMode>,
);
