import type { NoticeKind, NotificationPreferences } from '@claude-remote/protocol';
import { Fragment, useEffect, useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { useHub, useOverview } from '../state/hub-context.tsx';
import type { HttpOutcome } from '../state/hub-http.ts';
import { inert } from '../transcript/inert-text.ts';
import { SwitchRow } from './switch-row.tsx';

const PATH = '/api/v1/notifications/preferences';
const KINDS: readonly NoticeKind[] = ['danger', 'permission', 'question', 'plan', 'finished', 'failed', 'limit'];
const FIRST_QUIET = { from: '22:00', to: '07:00' };

/** What the person wants to hear of, wherever they are; kept at the hub with each change. */
export function WishesSection() {
  const { t } = useWords();
  const { http } = useHub();
  const [wishes, setWishes] = useState<NotificationPreferences | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    void http.get(PATH).then((answer) => {
      if (answer.outcome === 'ok') setWishes(wishesIn(answer));
      else setProblem(answer.outcome === 'refused' ? answer.sentence : t('signals.noHub'));
    });
  }, [http, t]);

  async function change(next: NotificationPreferences) {
    const before = wishes;
    setWishes(next);
    const answer = await http.send('PUT', PATH, next);
    if (answer.outcome === 'ok') {
      setProblem(null);
      return;
    }
    setWishes(before);
    setProblem(t('signals.notSaved', { reason: answer.outcome === 'refused' ? answer.sentence : t('signals.noHub') }));
  }

  return (
    <section aria-label={t('signals.hear')}>
      <p className="label pad setshead">
        {t('signals.hear')} <span className="meta soft">{t('signals.everywhere')}</span>
      </p>
      <p className="hint risk pad" role="status">
        {problem}
      </p>
      {wishes ? (
        <>
          <Events wishes={wishes} onChange={(next) => void change(next)} />
          <Quiet wishes={wishes} onChange={(next) => void change(next)} />
          <SwitchRow
            label={t('signals.details')}
            hint={t('signals.detailsHint')}
            on={wishes.details}
            onChange={(details) => void change({ ...wishes, details })}
          />
          <Workspaces wishes={wishes} onChange={(next) => void change(next)} />
        </>
      ) : null}
    </section>
  );
}

interface WishesProps {
  readonly wishes: NotificationPreferences;
  readonly onChange: (wishes: NotificationPreferences) => void;
}

function wishesIn({ body }: Extract<HttpOutcome<unknown>, { outcome: 'ok' }>): NotificationPreferences {
  return (body as { preferences: NotificationPreferences }).preferences; // the hub is of this build
}

function Events({ wishes, onChange }: WishesProps) {
  const { t } = useWords();
  const set = (kind: NoticeKind, part: { on?: boolean; urgent?: boolean }) =>
    onChange({ ...wishes, events: { ...wishes.events, [kind]: { ...wishes.events[kind], ...part } } });
  return KINDS.map((kind) => {
    const { on, urgent } = wishes.events[kind];
    return (
      <Fragment key={kind}>
        <SwitchRow label={t(`hear.${kind}`)} on={on} onChange={(next) => set(kind, { on: next })} />
        {on && wishes.quiet ? (
          <label className="urgent">
            <input
              type="checkbox"
              data-later
              checked={urgent}
              aria-label={t('signals.urgent', { what: t(`hear.${kind}`) })}
              onChange={(event) => set(kind, { urgent: event.target.checked })}
            />
            <span className="meta soft">{t('signals.urgentShort')}</span>
          </label>
        ) : null}
      </Fragment>
    );
  });
}

function Quiet({ wishes, onChange }: WishesProps) {
  const { t } = useWords();
  const { quiet } = wishes;
  // Where the person is now: who travels says it anew with the next change.
  const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions();
  return (
    <>
      <SwitchRow
        label={t('signals.quiet')}
        hint={t('signals.quietHint')}
        on={quiet !== null}
        onChange={(on) => onChange({ ...wishes, quiet: on ? { ...FIRST_QUIET, zone } : null })}
      />
      {quiet === null ? null : (
        <div className="pad quiethours">
          {(['from', 'to'] as const).map((end) => (
            <label key={end} className="small">
              {t(`signals.${end}`)}
              <input
                type="time"
                data-later
                className="field"
                required
                value={quiet[end]}
                onChange={({ target }) => {
                  if (target.value !== '') onChange({ ...wishes, quiet: { ...quiet, zone, [end]: target.value } });
                }}
              />
            </label>
          ))}
          <p className="hint">{t('signals.zone', { zone: quiet.zone })}</p>
        </div>
      )}
    </>
  );
}

function Workspaces({ wishes, onChange }: WishesProps) {
  const { t } = useWords();
  const { machines, sessions } = useOverview();
  const nameOf = (id: string) => machines.find((machine) => machine.id === id)?.name ?? id;
  const used = sessions.map(({ machine, workspace }) => ({ machine, workspace })).filter((one) => one.workspace !== '');
  const all = new Map([...wishes.muted, ...used].map((one) => [`${one.machine} ${one.workspace}`, one]));
  if (all.size === 0) return null;
  return (
    <>
      <p className="label pad setshead">
        {t('signals.workspaces')} <span className="meta soft">{t('signals.workspacesHint')}</span>
      </p>
      {[...all]
        .toSorted(([a], [b]) => a.localeCompare(b))
        .map(([key, one]) => {
          const isMuted = (other: typeof one) => other.machine === one.machine && other.workspace === one.workspace;
          return (
            <SwitchRow
              key={key}
              label={inert(one.workspace)}
              hint={inert(nameOf(one.machine))}
              on={!wishes.muted.some(isMuted)}
              onChange={(on) =>
                onChange({
                  ...wishes,
                  muted: [...wishes.muted.filter((other) => !isMuted(other)), ...(on ? [] : [one])],
                })
              }
            />
          );
        })}
    </>
  );
}
