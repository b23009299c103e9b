import { useEffect, useState } from 'react';
import type { TextKey } from '../i18n/catalogue.ts';
import { useWords } from '../i18n/language.tsx';
import { useHub } from '../state/hub-context.tsx';
import { type PushState, pushState, turnOff, turnOn } from './device-push.ts';
import { useDeviceSignals } from './device-signals.ts';
import { SwitchRow } from './switch-row.tsx';
import type { Tones } from './tones.ts';

/** What this device does: notifications, tones, vibration, screen. */
export function DeviceSection({ tones }: { tones: Tones }) {
  const { t } = useWords();
  const { storage } = useHub();
  const [signals, change] = useDeviceSignals(storage);
  return (
    <section aria-label={t('signals.here')}>
      <p className="label pad setshead">{t('signals.here')}</p>
      <PushRow />
      {(['done', 'asked'] as const).map((signal) => (
        <SwitchRow
          key={signal}
          label={t(signal === 'done' ? 'signals.toneDone' : 'signals.toneAsked')}
          hint={t('signals.toneHint')}
          on={signals[signal]}
          onChange={(on) => {
            change({ [signal]: on });
            if (on) tones.play(signal);
          }}
        />
      ))}
      {'vibrate' in navigator ? (
        <SwitchRow
          label={t('signals.vibrate')}
          on={signals.vibrate}
          onChange={(on) => {
            change({ vibrate: on });
            if (on) tones.buzz('asked');
          }}
        />
      ) : null}
      {'wakeLock' in navigator ? (
        <SwitchRow
          label={t('signals.wake')}
          hint={t('signals.wakeHint')}
          on={signals.wake}
          onChange={(wake) => change({ wake })}
        />
      ) : null}
    </section>
  );
}

const WHY: Readonly<Partial<Record<PushState, TextKey>>> = {
  unsupported: 'signals.unsupported',
  'install-first': 'signals.installFirst',
  blocked: 'signals.blocked',
};

function PushRow() {
  const { t, language } = useWords();
  const { http } = useHub();
  const [state, setState] = useState<PushState | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    void pushState({ window }).then(setState, () => setState('unsupported'));
  }, []);

  async function toggle(on: boolean) {
    setProblem(null);
    setState(null);
    if (!on) {
      await turnOff({ window, http });
      setState('off');
      return;
    }
    const turned = await turnOn({ window, http, language });
    if (turned.state !== 'failed') {
      setState(turned.state);
      return;
    }
    setState('off');
    setProblem(t('signals.failed', { reason: turned.reason ?? t('signals.noHub') }));
  }

  const why = state === null ? undefined : WHY[state];
  return (
    <>
      <SwitchRow
        label={t('signals.notify')}
        hint={state === null ? t('signals.busy') : t('signals.notifyHint')}
        on={state === 'on'}
        disabled={state !== 'on' && state !== 'off'}
        onChange={(on) => void toggle(on)}
      />
      <div className="pad setsnote" role="status">
        {why === undefined ? null : <p className="hint">{t(why)}</p>}
        {problem === null ? null : <p className="hint risk">{problem}</p>}
      </div>
      {state === 'on' ? <TestPush /> : null}
    </>
  );
}

const FATE: Readonly<Record<string, TextKey>> = {
  sent: 'signals.testSent',
  later: 'signals.testLater',
  refused: 'signals.testRefused',
  gone: 'signals.testGone',
};

function TestPush() {
  const { t } = useWords();
  const { http } = useHub();
  const [said, setSaid] = useState<string | null>(null);
  const [sending, setSending] = useState(false);

  async function send() {
    setSending(true);
    const registration = await navigator.serviceWorker.ready;
    const subscription = await registration.pushManager.getSubscription();
    const answer = await http.post('/api/v1/push/test', subscription ? { endpoint: subscription.endpoint } : {});
    setSending(false);
    if (answer.outcome !== 'ok') {
      setSaid(answer.outcome === 'refused' ? answer.sentence : t('signals.noHub'));
      return;
    }
    const { devices } = answer.body as { devices: { outcome: string }[] }; // the hub is of this build
    setSaid(t(FATE[devices[0]?.outcome ?? 'gone'] ?? 'signals.testRefused'));
  }

  return (
    <div className="pad setsnote">
      <button type="button" className="btn" disabled={sending} onClick={() => void send()}>
        {t('signals.test')}
      </button>
      <p className="hint" role="status">
        {said}
      </p>
    </div>
  );
}
