import type { Delivery } from '@claude-remote/client';
import type { SessionId } from '@claude-remote/protocol';
import { Link } from 'wouter';
import { useWords } from '../i18n/language.tsx';
import { useOverview } from '../state/hub-context.tsx';
import { inert, plainLine } from '../transcript/inert-text.ts';
import { Mark } from './mark.tsx';

/** What somebody wrote on this device and nobody took: a row for each session, where it can be sent again or dismissed. */
export function RefusedWords({ refused }: { refused: readonly Delivery[] }) {
  const { t } = useWords();
  const { sessions } = useOverview();
  const first = new Map<SessionId, Delivery>();
  for (const delivery of refused) {
    const { session, body } = delivery.command;
    // The reason is that of the first; the words are a prompt's where there is one.
    const known = first.get(session);
    if (!known) first.set(session, delivery);
    else if (known.command.body.kind === 'start' && body.kind === 'prompt')
      first.set(session, { ...delivery, error: known.error });
  }
  return (
    <>
      <div className="sect">
        <b>{t('inbox.refused')}</b>
      </div>
      {[...first].map(([session, { command, error }]) => {
        const title = inert(sessions.find(({ id }) => id === session)?.title ?? '') || t('session.new');
        return (
          <Link key={session} href={`/sessions/${session}`} className="row">
            <span className="mark">
              <Mark kind="failed" label={t('mark.failed')} />
            </span>
            <span className="rowbody">
              <span className="tl">
                <b className="cut">{command.body.kind === 'prompt' ? plainLine(command.body.text) : title}</b>
              </span>
              <span className="two cut">{t('sent.refused', { reason: error?.error ?? '' })}</span>
              {command.body.kind === 'prompt' ? <span className="meta cut">{title}</span> : null}
            </span>
          </Link>
        );
      })}
    </>
  );
}
