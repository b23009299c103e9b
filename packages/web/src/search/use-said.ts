import type { SearchAnswer, SearchHit } from '@claude-remote/protocol';
import { useEffect, useState } from 'react';
import { useHub } from '../state/hub-context.tsx';
import type { HubHttp } from '../state/hub-http.ts';

/** What the hub found in transcripts for what is typed. `asking` holds what was found before, so that nothing jumps. */
interface Said {
  readonly is: 'idle' | 'asking' | 'found' | 'failed';
  readonly hits: readonly SearchHit[];
  /** The hub still reads older sessions in. */
  readonly reading: boolean;
  /** Asks for the next page; null when there is none. */
  readonly more: (() => void) | null;
}

const NOTHING: Omit<Said, 'more'> & { cursor: string | null } = { is: 'idle', hits: [], reading: false, cursor: null };
/** Milliseconds of rest after a key before the hub is asked. */
const REST_MS = 250;
/** Hits of one page. */
const PAGE = 20;

export function useSaid(typed: string): Said {
  const { http } = useHub();
  const query = typed.trim();
  const [said, setSaid] = useState(NOTHING);
  useEffect(() => {
    if (!isWorthAsking(query)) {
      setSaid(NOTHING);
      return;
    }
    setSaid((before) => ({ ...before, is: 'asking' }));
    let wanted = true;
    const timer = setTimeout(() => {
      void ask(http, query, null).then((answer) => {
        if (wanted) setSaid(answer ? { is: 'found', ...answer } : { ...NOTHING, is: 'failed' });
      });
    }, REST_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [http, query]);
  const { cursor, ...shown } = said;
  const goOn = async () => {
    const answer = await ask(http, query, cursor);
    // Another question may have been asked meanwhile: its cursor is another.
    if (answer)
      setSaid((now) => (now.cursor === cursor ? { is: 'found', ...answer, hits: [...now.hits, ...answer.hits] } : now));
  };
  return { ...shown, more: cursor === null ? null : () => void goOn() };
}

/** One letter is a word in Korean, Chinese and Japanese; elsewhere two are the least. */
function isWorthAsking(query: string): boolean {
  return query.length >= 2 || /[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(query);
}

async function ask(http: HubHttp, query: string, cursor: string | null): Promise<SearchAnswer | null> {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const params = new URLSearchParams({ q: query.slice(0, 500), limit: String(PAGE), timeZone });
  if (cursor !== null) params.set('cursor', cursor);
  const outcome = await http.get(`/api/v1/search?${params}`);
  if (outcome.outcome !== 'ok') return null;
  return outcome.body as SearchAnswer; // the hub is of the same build as this page
}
