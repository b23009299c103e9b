import type { Delivery as Command } from '@claude-remote/client';
import type { CommandBody, SessionState } from '@claude-remote/protocol';
import { useWords, type Words } from '../i18n/language.tsx';
import type { HopCount } from '../parts/hops.tsx';
import { inert } from './inert-text.ts';
import { type DeliveryWords, PromptBand } from './prompt-band.tsx';
import { RefusedDeeds } from './refused-deeds.tsx';
import { useScene } from './scene.tsx';

export interface PendingBandProps {
  readonly command: Command;
  readonly submit: (body: CommandBody) => void;
  readonly onWithdraw: (command: Command) => void;
  readonly onDismiss: (command: Command) => void;
}

/** A prompt of this device that no event shows yet, with how far it got and what can be done about it. */
export function PendingBand({ command, submit, onWithdraw, onDismiss }: PendingBandProps) {
  const words = useWords();
  const { t } = words;
  const { machine } = useScene();
  const { body, id } = command.command;
  if (body.kind !== 'prompt' && body.kind !== 'start') return null;
  return (
    <PromptBand
      by={null}
      at={null}
      text={body.kind === 'start' ? t('session.new') : body.text}
      command={id}
      attachments={body.kind === 'prompt' ? (body.attachments ?? []) : []}
      delivery={deliveryWords(command, machine, words)}
      below={
        <div className="deeds">
          {command.state === 'unsent' ? (
            <button type="button" className="text" onClick={() => onWithdraw(command)}>
              {t('sent.remove')}
            </button>
          ) : null}
          {command.state === 'stored' && body.kind === 'prompt' ? (
            <button type="button" className="text" onClick={() => submit({ kind: 'remove-queued', command: id })}>
              {t('sent.remove')}
            </button>
          ) : null}
          {command.state === 'refused' ? (
            <RefusedDeeds refused={command} submit={submit} onDismiss={() => onDismiss(command)} />
          ) : null}
        </div>
      }
    />
  );
}

const HOPS: Record<Command['state'], HopCount> = {
  unsent: 0,
  stored: 1,
  delivered: 2,
  applied: 3,
  doubtful: 2,
  refused: 1,
};

/** A word appears only when its fact is known on this device. */
function deliveryWords({ state, error }: Command, machine: string, { t }: Words): DeliveryWords {
  const hops = HOPS[state];
  switch (state) {
    case 'unsent':
      return { hops, words: t('sent.unsent'), tone: 'risk' };
    case 'stored':
      return { hops, words: t('sent.stored'), tone: '' };
    case 'delivered':
      return { hops, words: t('sent.delivered', { machine }), tone: '' };
    case 'applied':
      return { hops, words: t('sent.applied'), tone: '' };
    case 'doubtful':
      return { hops, words: t('sent.doubt'), tone: 'warn' };
    case 'refused':
      return error?.code === 'expired'
        ? { hops, words: t('sent.expired'), tone: 'warn' }
        : { hops, words: t('sent.refused', { reason: error?.error ?? '' }), tone: 'risk' };
  }
}

interface DoubtBandProps {
  readonly doubt: SessionState['doubtful'][number];
  readonly submit: (body: CommandBody) => void;
}

/** A prompt whose fate nobody can know after a crash: a person settles it. */
export function DoubtBand({ doubt, submit }: DoubtBandProps) {
  const { t } = useWords();
  const { command, text, reason } = doubt;
  return (
    <PromptBand
      by={null}
      at={null}
      text={text}
      delivery={{ hops: 2, words: t('sent.doubt'), tone: 'warn' }}
      below={
        <>
          <p className="small soft">{t('sent.doubtHint', { reason: inert(reason) })}</p>
          <div className="deeds">
            <button type="button" className="text" onClick={() => submit({ kind: 'settle', command, how: 'again' })}>
              {t('sent.again')}
            </button>
            <button type="button" className="text" onClick={() => submit({ kind: 'settle', command, how: 'leave' })}>
              {t('sent.leave')}
            </button>
          </div>
        </>
      }
    />
  );
}
