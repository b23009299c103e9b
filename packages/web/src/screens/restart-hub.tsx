import { useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { useHub } from '../state/hub-context.tsx';

type Step = 'offered' | 'asked' | 'under-way' | 'failed';

/** For admins: restarts the hub. A second tap confirms; the line at the top shows it going and coming back. */
export function RestartHub() {
  const { t } = useWords();
  const { user, http } = useHub();
  const [step, setStep] = useState<Step>('offered');
  if (user.role !== 'admin') return null;

  async function restart() {
    setStep('under-way');
    const { outcome } = await http.post('/api/v1/hub/restart', {});
    // An answer that never came is the restart itself.
    setStep(outcome === 'refused' ? 'failed' : 'offered');
  }

  return (
    <div className="pad signout">
      <button
        type="button"
        className={step === 'asked' ? 'btn danger' : 'btn'}
        disabled={step === 'under-way'}
        onClick={() => (step === 'asked' ? void restart() : setStep('asked'))}
        onBlur={() => setStep((now) => (now === 'asked' ? 'offered' : now))}
      >
        {t(step === 'asked' ? 'hub.restartNow' : 'hub.restart')}
      </button>
      <p className="hint" role="status">
        {t(step === 'failed' ? 'hub.restartFailed' : 'hub.restartHint')}
      </p>
    </div>
  );
}
