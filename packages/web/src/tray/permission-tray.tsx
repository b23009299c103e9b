import type { Answer, PermissionRequest } from '@claude-remote/protocol';
import { useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { ConfirmPassword } from '../parts/confirm-password.tsx';
import { Icon } from '../parts/icon.tsx';
import { DenyWhy } from './deny-why.tsx';
import { Facts } from './facts.tsx';
import { hiddenLines, PermissionInput } from './permission-input.tsx';
import { permissionSubject } from './permission-subject.ts';
import { isDangerous } from './request-order.ts';
import type { RequestTrayProps } from './request-tray-props.ts';
import { questionOf } from './request-words.ts';
import { Suggestions } from './suggestions.tsx';
import { useSettled } from './use-settled.ts';

type Step = 'deciding' | 'why' | 'always' | 'confirm';

interface PermissionTrayProps extends RequestTrayProps<PermissionRequest> {
  /** The hub took the answer only with a password that was given a moment ago; it is asked again at once. */
  readonly asksPassword: boolean;
}

export function PermissionTray({ request, machine, workspace, http, onAnswer, asksPassword }: PermissionTrayProps) {
  const words = useWords();
  const [step, setStep] = useState<Step>(asksPassword ? 'confirm' : 'deciding');
  const [opened, setOpened] = useState(false);
  const settled = useSettled(request.id);
  const subject = permissionSubject(request, workspace);
  const dangerous = isDangerous(request);
  const unseen = hiddenLines(subject) > 0 && !opened;
  const answer = settled((given: Answer) => onAnswer(given));

  return (
    <>
      <div className="inner">
        <h2>{questionOf(subject, machine.name, words)}</h2>
      </div>
      <PermissionInput
        request={request}
        subject={subject}
        workspace={workspace}
        opened={opened}
        onOpen={() => setOpened(true)}
      />
      <div className="inner">
        <Facts request={request} />
      </div>
      {step === 'why' ? (
        <DenyWhy onDeny={(message) => answer({ type: 'deny', message })} onBack={() => setStep('deciding')} />
      ) : step === 'always' ? (
        <Suggestions
          suggestions={request.suggestions}
          machine={machine.name}
          onAllow={(suggestions) => answer({ type: 'allow', suggestions })}
          onBack={() => setStep('deciding')}
        />
      ) : (
        <Deciding
          request={request}
          dangerous={dangerous}
          unseen={unseen}
          onDeny={settled(() => onAnswer({ type: 'deny' }))}
          onAllow={settled(() => onAnswer({ type: 'allow' }))}
          onStep={settled(setStep)}
        />
      )}
      {step === 'confirm' ? (
        <ConfirmPassword
          http={http}
          title={words.t('perm.confirmTitle')}
          hint={words.t('perm.confirmHint', { machine: machine.name })}
          act={words.t('perm.confirmAllow')}
          onClose={() => setStep('deciding')}
          onConfirmed={() => {
            setStep('deciding');
            onAnswer({ type: 'allow' });
          }}
        />
      ) : null}
    </>
  );
}

interface DecidingProps {
  readonly request: PermissionRequest;
  readonly dangerous: boolean;
  /** Part of the input is still folded: Allow stays off until it was opened. */
  readonly unseen: boolean;
  readonly onDeny: () => void;
  readonly onAllow: () => void;
  readonly onStep: (step: Step) => void;
}

/** The safe answer is the easy one: for a dangerous request Deny is the filled button and there is no "always". */
function Deciding({ request, dangerous, unseen, onDeny, onAllow, onStep }: DecidingProps) {
  const { t } = useWords();
  if (dangerous)
    return (
      <div className="acts">
        <button type="button" className="btn act wide" data-filled data-deny onClick={onDeny}>
          {t('perm.deny')}
        </button>
        <div className="btns">
          <button type="button" className="btn" onClick={() => onStep('why')}>
            {t('perm.denyWhy')}
          </button>
          <button type="button" className="btn danger" disabled={unseen} onClick={() => onStep('confirm')}>
            <Icon glyph="key" /> {t('perm.once')}
          </button>
        </div>
        <p className="meta underlane">{t('perm.noAlways')}</p>
      </div>
    );
  const here = request.suggestions.every((one) => one.scope === 'session');
  return (
    <div className="acts">
      <div className="btns">
        <button type="button" className="btn" data-deny onClick={onDeny}>
          {t('perm.deny')}
        </button>
        <button type="button" className="btn act" data-filled disabled={unseen} onClick={onAllow}>
          {t('perm.once')}
        </button>
      </div>
      <div className="btns">
        <button type="button" className="btn bare" onClick={() => onStep('why')}>
          {t('perm.denyWhy')}
        </button>
        {request.suggestions.length > 0 ? (
          <button type="button" className="btn bare" disabled={unseen} onClick={() => onStep('always')}>
            {t(here ? 'perm.session' : 'perm.always')}
          </button>
        ) : null}
      </div>
    </div>
  );
}
