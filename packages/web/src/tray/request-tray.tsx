/**
 * The tray of one open request: what is asked, made only of structured data of the runner, and what may be answered.
 * Not here: where answers go (they are commands), and requests of other sessions (the Inbox).
 */
import type { Delivery } from '@claude-remote/client';
import type { Answer, MachineInfo, Request } from '@claude-remote/protocol';
import { useWords } from '../i18n/language.tsx';
import type { HubHttp } from '../state/hub-http.ts';
import { AnswerNote } from './answer-note.tsx';
import { PermissionTray } from './permission-tray.tsx';
import { PlanTray } from './plan-tray.tsx';
import { QuestionTray } from './question-tray.tsx';
import { glyphOf, kindWords } from './request-words.ts';
import { Tray, type TrayProps } from './tray.tsx';

export interface RequestTrayProps<Kind extends Request = Request> {
  readonly request: Kind;
  readonly machine: Pick<MachineInfo, 'name' | 'modes'>;
  readonly workspace: string;
  readonly http: HubHttp;
  readonly onAnswer: (answer: Answer) => void;
}

export interface GivenAnswer extends Pick<TrayProps, 'place' | 'takeFocus'> {
  /** This device's latest answer; null while nothing was answered here. A refused one can be given again. */
  readonly given: Delivery | null;
}

export function RequestTray({ place, takeFocus, given, ...props }: RequestTrayProps & GivenAnswer) {
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
        <PermissionTray {...props} request={request} />
      ) : request.kind === 'question' ? (
        <QuestionTray {...props} request={request} />
      ) : (
        <PlanTray {...props} request={request} />
      )}
    </Tray>
  );
}
