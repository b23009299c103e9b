/**
 * The tray of one open request: what is asked, made only of structured data of the runner, and what may be answered.
 * Not here: where answers go (they are commands), and requests of other sessions (the Inbox).
 */
import type { Answer, MachineInfo, Request } from '@claude-remote/protocol';
import { useWords, type Words } from '../i18n/language.tsx';
import type { Glyph } from '../parts/icon.tsx';
import type { HubHttp } from '../state/hub-http.ts';
import { SUBJECT_GLYPHS } from './permission-input.tsx';
import { permissionSubject } from './permission-subject.ts';
import { PermissionTray } from './permission-tray.tsx';
import { PlanTray } from './plan-tray.tsx';
import { QuestionTray } from './question-tray.tsx';
import { Tray, type TrayProps } from './tray.tsx';

export interface RequestTrayProps<Kind extends Request = Request> {
  readonly request: Kind;
  readonly machine: Pick<MachineInfo, 'name' | 'modes'>;
  readonly workspace: string;
  readonly http: HubHttp;
  readonly onAnswer: (answer: Answer) => void;
}

export function RequestTray({ place, takeFocus, ...props }: RequestTrayProps & Pick<TrayProps, 'place' | 'takeFocus'>) {
  const words = useWords();
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
      {request.kind === 'permission' ? (
        <PermissionTray {...props} request={request} />
      ) : request.kind === 'question' ? (
        <QuestionTray {...props} request={request} />
      ) : (
        <PlanTray {...props} request={request} />
      )}
    </Tray>
  );
}

export function glyphOf(request: Request, workspace: string): Glyph {
  switch (request.kind) {
    case 'permission':
      return SUBJECT_GLYPHS[permissionSubject(request, workspace).is];
    case 'question':
      return 'question';
    case 'plan':
      return 'plan';
  }
}

export function kindWords(request: Request, { t }: Words): string {
  switch (request.kind) {
    case 'permission':
      return t('kind.permission');
    case 'question':
      return request.questions.length > 1 ? t('kind.questions', { n: request.questions.length }) : t('kind.question');
    case 'plan':
      return t('kind.plan');
  }
}
