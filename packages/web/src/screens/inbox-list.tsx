import { Suspense, useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { moment } from '../i18n/measures.ts';
import { late } from '../offline/late.ts';
import { SessionRow } from '../parts/session-row.tsx';
import { SignalsDoor } from '../signals/signals-door.tsx';
import { useHub, useOverview, useRefused } from '../state/hub-context.tsx';
import { useNow } from '../state/now.tsx';
import { endedSince, openRequests } from '../state/summaries.ts';
import { inOrder } from '../tray/request-order.ts';

const RequestCard = late(() => import('../parts/request-card.tsx'), 'RequestCard');

const RefusedWords = late(() => import('../parts/refused-words.tsx'), 'RefusedWords');

const DecidedLine = late(() => import('./decided-line.tsx'), 'DecidedLine');

/** Milliseconds for which the first screen has the network to itself. */
const USAGE_REST_MS = 3000;
const UsageNotice = late(() => import('../usage/usage-notice.tsx'), 'UsageNotice', USAGE_REST_MS);

const SEEN = 'inbox-seen';
/** Without a last look, what ended in the last hours counts as news. */
const FIRST_LOOK_MS = 12 * 60 * 60 * 1000;

/** Everything on all machines that waits for a person, dangerous and oldest first; below it what ended since the last look. */
export function InboxList() {
  const { t, language } = useWords();
  const { storage } = useHub();
  const { sessions, machines, known } = useOverview();
  const now = useNow(60_000);
  const [seen, setSeen] = useState(() => Number(storage.getItem(SEEN) ?? now - FIRST_LOOK_MS));
  const open = inOrder(openRequests(sessions));
  const ended = endedSince(sessions, seen);
  const refused = useRefused();
  const machineOf = (id: string) => machines.find((machine) => machine.id === id);
  return (
    <>
      {open.map((one) => (
        <Suspense
          key={`${one.session.id} ${one.request.id}`}
          fallback={<article className="coming" aria-busy="true" />}
        >
          <RequestCard open={one} machine={machineOf(one.session.machine)?.name ?? one.session.machine} />
        </Suspense>
      ))}
      {refused.length > 0 ? (
        <Suspense fallback={null}>
          <RefusedWords refused={refused} />
        </Suspense>
      ) : null}
      {known && open.length === 0 && refused.length === 0 ? (
        <div className={ended.length > 0 ? 'empty short' : 'empty'}>
          <h2>{t('inbox.empty')}</h2>
          <p>{t('inbox.emptyHint')}</p>
          <SignalsDoor />
        </div>
      ) : null}
      <Suspense fallback={null}>
        <UsageNotice />
      </Suspense>
      {ended.length > 0 ? (
        <>
          <div className="sect">
            <b>{t('inbox.since', { time: moment(language, seen, now) })}</b>
            <button
              type="button"
              className="meta inline"
              onClick={() => {
                storage.setItem(SEEN, String(now));
                setSeen(now);
              }}
            >
              {t('inbox.clear')}
            </button>
          </div>
          {ended.map((summary) => (
            <SessionRow
              key={summary.id}
              summary={summary}
              online={machineOf(summary.machine)?.online ?? false}
              selected={false}
              below={
                summary.decided ? (
                  <Suspense fallback={null}>
                    <DecidedLine decided={summary.decided} now={now} />
                  </Suspense>
                ) : null
              }
            />
          ))}
        </>
      ) : null}
    </>
  );
}
