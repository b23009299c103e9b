/** The composition root of the page: the only file that reads the browser's globals and picks implementations. */
import './styles/all.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { loadCatalogue, rememberedLanguage, WordsProvider } from './i18n/language.tsx';
import { setupCodeOf } from './state/account.ts';
import { createHubHttp } from './state/hub-http.ts';

const setupCode = setupCodeOf(window.location);
// The code is a secret: it must not stay in the address bar, the history or a screenshot.
if (setupCode !== null) window.history.replaceState(null, '', '/setup');

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
const language = rememberedLanguage(window.localStorage, window.navigator.languages);
const catalogue = await loadCatalogue(language);
createRoot(root).render(
  <StrictMode>
    <WordsProvider first={{ language, catalogue }} storage={window.localStorage}>
      <App
        http={createHubHttp((path, init) => window.fetch(path, init))}
        storage={window.localStorage}
        host={window.location.host}
        setupCode={setupCode}
      />
    </WordsProvider>
  </StrictMode>,
);
