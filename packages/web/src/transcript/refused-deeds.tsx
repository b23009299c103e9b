import type { Delivery } from '@claude-remote/client';
import type { CommandBody } from '@claude-remote/protocol';
import { useState } from 'react';
import { ConfirmBypass } from '../dock/settings-chips.tsx';
import { useWords } from '../i18n/language.tsx';

export interface RefusedDeedsProps {
  readonly refused: Delivery;
  readonly submit: (body: CommandBody) => void;
  readonly onDismiss: () => void;
}

/** What can be done with words that were refused: copied, sent once more, thrown away. */
export function RefusedDeeds({ refused, submit, onDismiss }: RefusedDeedsProps) {
  const { t } = useWords();
  const [copied, setCopied] = useState(false);
  const [confirming, setConfirming] = useState(false);
  const { body } = refused.command;
  // The password that was given with it had become too old, for one because there was no connection.
  const needsPassword = body.kind === 'start' && refused.error?.code === 'password_needed';
  const again = () => {
    submit(body);
    onDismiss();
  };
  return (
    <>
      {body.kind === 'prompt' ? (
        <button
          type="button"
          className="text"
          onClick={() => void navigator.clipboard.writeText(body.text).then(() => setCopied(true))}
        >
          {t(copied ? 'app.copied' : 'sent.copy')}
        </button>
      ) : null}
      <button type="button" className="text" onClick={needsPassword ? () => setConfirming(true) : again}>
        {t('sent.again')}
      </button>
      <button type="button" className="text" onClick={onDismiss}>
        {t('sent.dismiss')}
      </button>
      {confirming ? <ConfirmBypass onClose={() => setConfirming(false)} onConfirmed={again} /> : null}
    </>
  );
}
