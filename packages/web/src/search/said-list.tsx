import '../styles/said.css';
import { Link } from 'wouter';
import { useWords } from '../i18n/language.tsx';
import { when } from '../i18n/measures.ts';
import { Icon } from '../parts/icon.tsx';
import { useOverview } from '../state/hub-context.tsx';
import { useNow } from '../state/now.tsx';
import { inert } from '../transcript/inert-text.ts';
import { pathOf, Snippet } from './snippet.tsx';
import { useSaid } from './use-said.ts';

/** What was said in transcripts, below the sessions that are found by their names. Loaded when somebody searches. */
export function SaidList({ typed }: { typed: string }) {
  const { t, language } = useWords();
  const now = useNow(60_000);
  const { sessions } = useOverview();
  const { is, hits, reading, more } = useSaid(typed);
  const titles = new Map(sessions.map(({ id, title }) => [id, inert(title) || t('session.untitled')]));
  // Sessions are found by their title above.
  const shown = hits.filter(({ kind, session }) => kind !== 'title' && titles.has(session));
  if (is === 'idle') return null;
  return (
    <section aria-label={t('said.title')} aria-busy={is === 'asking'}>
      <div className="sect">
        <b>{t('said.title')}</b>
      </div>
      {shown.map((hit) => (
        <Link key={`${hit.session} ${hit.seq}`} href={pathOf(hit)} className="row said">
          <span className="mark s">
            <Icon glyph={hit.kind === 'tool' ? 'tool' : 'said'} size={16} />
          </span>
          <span className="rowbody">
            <span className="tl">
              <b className="cut read">{titles.get(hit.session)}</b>
              <span className="meta">{when(language, hit.at, now)}</span>
            </span>
            <span className="two">
              <Snippet hit={hit} />
            </span>
          </span>
        </Link>
      ))}
      <div role="status" className="pad small soft saidstate">
        {is === 'failed' ? t('said.failed') : null}
        {is === 'found' && shown.length === 0 ? t('said.none') : null}
        {reading ? t('said.reading') : null}
      </div>
      {more === null ? null : (
        <button type="button" className="morerows" onClick={more}>
          {t('said.more')}
        </button>
      )}
    </section>
  );
}
