/**
 * The tray of one open request: what is asked, made only of structured data of the runner, and what may be answered.
 * Not here: where answers go (they are commands), and requests of other sessions (the Inbox).
 */
import type { Delivery } from '@claude-remote/client';
import { useWords } from '../i18n/language.tsx';
import { AnswerNote } from './answer-note.tsx';
import { PermissionTray } from './permission-tray.tsx';
import { PlanTray } from './plan-tray.tsx';
import { QuestionTray } from './question-tray.tsx';
import type { RequestTrayProps } from './request-tray-props.ts';
import { glyphOf, kindWords } from './request-words.ts';
import { Tray, type TrayProps } from './tray.tsx';

interface TrayAnswer extends Pick<TrayProps, 'place' | 'takeFocus'> {
  /** This device's latest answer; null while nothing was answered here. A refused one can be given again. */
  readonly given: Delivery | null;
}

export function RequestTray({ place, takeFocus, given, ...props }: RequestTrayProps & TrayAnswer) {
  const words = useWords();
  const { t } = words;
  const { request } = props;
  return (
    <Tray
      key={request.id}
      glyph={glyphOf(request, props.workspace)}
      kind={kindWords(request, words)}
      openedAt={request.openedAt}
      place={place}
      takeFocus={takeFocus}
    >
      {given?.state === 'refused' ? (
        <p className="note risk" role="alert">
          {t('sent.refused', { reason: given.error?.error ?? '' })}
        </p>
      ) : null}
      {given && given.state !== 'refused' ? (
        <AnswerNote delivery={given} machine={props.machine.name} />
      ) : request.kind === 'permission' ? (
        <PermissionTray {...props} request={request} asksPassword={given?.error?.code === 'password_needed'} />
      ) : request.kind === 'question' ? (
        <QuestionTray {...props} request={request} />
      ) : (
        <PlanTray {...props} request={request} />
      )}
    </Tray>
  );
}
