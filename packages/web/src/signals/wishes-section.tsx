import type { NoticeKind, NotificationPreferences } from '@claude-remote/protocol';
import { useWords } from '../i18n/language.tsx';
import { useOverview } from '../state/hub-context.tsx';
import { inert } from '../transcript/inert-text.ts';
import { SwitchRow } from './switch-row.tsx';
import { useWishes } from './use-wishes.ts';

const KINDS: readonly NoticeKind[] = ['danger', 'permission', 'question', 'plan', 'finished', 'failed', 'limit'];
const FIRST_QUIET = { from: '22:00', to: '07:00' };

/** What the person wants to hear of, wherever they are; kept at the hub with each change. */
export function WishesSection() {
  const { t } = useWords();
  const { wishes, problem, change } = useWishes();
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
          <Events wishes={wishes} onChange={change} />
          <Quiet wishes={wishes} onChange={change} />
          <SwitchRow
            label={t('signals.details')}
            hint={t('signals.detailsHint')}
            on={wishes.details}
            onChange={(details) => change({ ...wishes, details })}
          />
          <Workspaces wishes={wishes} onChange={change} />
        </>
      ) : null}
    </section>
  );
}

interface WishesProps {
  readonly wishes: NotificationPreferences;
  readonly onChange: (wishes: NotificationPreferences) => void;
}

function Events({ wishes, onChange }: WishesProps) {
  const { t } = useWords();
  return KINDS.map((kind) => (
    <SwitchRow
      key={kind}
      label={t(`hear.${kind}`)}
      on={wishes.events[kind].on}
      onChange={(on) => onChange(withEvent(wishes, kind, { on }))}
    />
  ));
}

function withEvent(
  wishes: NotificationPreferences,
  kind: NoticeKind,
  part: { on?: boolean; urgent?: boolean },
): NotificationPreferences {
  return { ...wishes, events: { ...wishes.events, [kind]: { ...wishes.events[kind], ...part } } };
}

/** What quiet hours let through. */
function Urgent({ wishes, onChange }: WishesProps) {
  const { t } = useWords();
  return (
    <fieldset className="urgent">
      <legend className="small">{t('signals.urgent')}</legend>
      {KINDS.filter((kind) => wishes.events[kind].on).map((kind) => (
        <label key={kind} className="small">
          <input
            type="checkbox"
            data-later
            checked={wishes.events[kind].urgent}
            onChange={({ target }) => onChange(withEvent(wishes, kind, { urgent: target.checked }))}
          />
          {t(`hear.${kind}`)}
        </label>
      ))}
    </fieldset>
  );
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
          <Urgent wishes={wishes} onChange={onChange} />
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
