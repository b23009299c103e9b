import type { Delivery } from '@claude-remote/client';
import type { Answer } from '@claude-remote/protocol';
import type { TextKey } from '../i18n/catalogue.ts';
import { useWords, type Words } from '../i18n/language.tsx';
import { type HopCount, Hops } from '../parts/hops.tsx';

const WHAT: Record<Answer['type'], TextKey> = {
  allow: 'answer.allowed',
  deny: 'answer.denied',
  choose: 'answer.chosen',
  approve: 'answer.approved',
};
const HOPS: Record<Delivery['state'], HopCount> = {
  unsent: 0,
  stored: 1,
  delivered: 2,
  applied: 3,
  doubtful: 2,
  refused: 1,
};

/** An answer follows the same road as a prompt: until the event comes, Claude still waits. */
export function AnswerNote({ delivery, machine }: { delivery: Delivery; machine: string }) {
  const { t } = useWords();
  const { body } = delivery.command;
  if (body.kind !== 'answer') return null;
  const what = t(WHAT[body.answer.type]);
  const words = roadWords(delivery.state, machine, t);
  return (
    <div className="note warn" role="status">
      <Hops count={HOPS[delivery.state]} label={words} />
      <span>
        <b>{what}.</b> {words} {delivery.state === 'unsent' ? t('sent.answerFirst') : null}
      </span>
    </div>
  );
}

function roadWords(state: Delivery['state'], machine: string, t: Words['t']): string {
  switch (state) {
    case 'unsent':
      return t('sent.answerUnsent');
    case 'stored':
      return t('sent.answerStored', { machine });
    case 'delivered':
    case 'doubtful':
    case 'refused':
      return t('sent.delivered', { machine });
    case 'applied':
      return t('sent.applied');
  }
}
