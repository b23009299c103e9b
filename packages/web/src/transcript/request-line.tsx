import type { Closing, Request } from '@claude-remote/protocol';
import type { RequestItem } from '@claude-remote/session';
import type { TextKey } from '../i18n/catalogue.ts';
import { useWords, type Words } from '../i18n/language.tsx';
import { clock } from '../i18n/measures.ts';
import { useAnswer } from '../state/hub-context.tsx';
import { deciderText, deviceText } from './decision-words.ts';
import { describeTool } from './describe-tool.ts';
import { inert } from './inert-text.ts';
import { planTitle } from './plan-title.ts';
import { useScene } from './scene.tsx';
import { Step } from './step.tsx';

/** Where Claude asked, and how it ended. The request itself lives in the tray, where the transcript cannot paint. */
export function RequestLine({ item }: { item: RequestItem }) {
  const words = useWords();
  const { t, language } = words;
  const { you, workspace } = useScene();
  const { request, closing } = item;
  const own = useAnswer(request.id);
  if (closing === null) return <div className="waits">{t('tx.waits', { time: clock(language, item.at) })}</div>;
  const at = clock(language, item.closedAt ?? item.at);
  if (closing.how === 'withdrawn') return <div className="waits">{withdrawnText(closing, at, words)}</div>;
  const subject = subjectOf(request, workspace);
  const chosen = closing.decision === 'chosen' && closing.message ? inert(closing.message) : null;
  if (own && own.command.id !== closing.command && own.state !== 'applied')
    return <div className="waits">{beatenText(closing, at, words)}</div>;
  const device = deviceText(closing.by);
  const decided = device === null ? null : t('perm.decidedOn', { device, time: at });
  return (
    <Step
      id={request.id}
      glyph="shield"
      what={
        <>
          <b>{deciderText(closing, you, words)}</b>{' '}
          {subject.code ? <code dir="ltr">{subject.text}</code> : (chosen ?? subject.text)}
        </>
      }
      end={
        <>
          {device === null ? null : <span className="device">{device}</span>}
          {at}
        </>
      }
      details={
        decided || closing.message
          ? () => <Decision subject={subject} decided={decided} message={closing.message} />
          : null
      }
    />
  );
}

interface DecisionProps {
  readonly subject: Subject;
  readonly decided: string | null;
  readonly message: string | undefined;
}

/** Whole, where the row had to cut it. */
function Decision({ subject, decided, message = '' }: DecisionProps) {
  return (
    <div className="out small">
      <p>{subject.code ? <code dir="ltr">{subject.text}</code> : subject.text}</p>
      {message === '' ? null : <p>{inert(message)}</p>}
      {decided === null ? null : <p className="soft">{decided}</p>}
    </div>
  );
}

interface Subject {
  readonly text: string;
  readonly code: boolean;
}

function subjectOf(request: Request, workspace: string): Subject {
  switch (request.kind) {
    case 'permission': {
      const { object, code } = describeTool({ name: request.toolName, input: request.input }, workspace);
      return { text: inert(object), code };
    }
    case 'question':
      return { text: inert(request.questions[0]?.question ?? ''), code: false };
    case 'plan':
      return { text: inert(planTitle(request.plan)), code: false };
  }
}

type Answered = Extract<Closing, { how: 'answered' }>;
type Withdrawn = Extract<Closing, { how: 'withdrawn' }>;

const BEATEN: Record<Answered['decision'], TextKey> = {
  allowed: 'perm.elsewhere',
  denied: 'perm.elsewhereDenied',
  chosen: 'perm.elsewhereChose',
  approved: 'perm.elsewhereApproved',
};
const BEATEN_ON: Record<Answered['decision'], TextKey> = {
  allowed: 'perm.elsewhereOn',
  denied: 'perm.elsewhereDeniedOn',
  chosen: 'perm.elsewhereChoseOn',
  approved: 'perm.elsewhereApprovedOn',
};

/** This device answered too, and somebody was first. */
function beatenText(closing: Answered, time: string, { t }: Words): string {
  const { decision, by } = closing;
  const device = deviceText(closing.by);
  if (device === null) return t(BEATEN[decision], { user: by.name, time });
  return t(BEATEN_ON[decision], { user: by.name, device, time });
}

function withdrawnText({ reason }: Withdrawn, time: string, { t }: Words): string {
  switch (reason) {
    case 'interrupted':
      return t('perm.withdrawn', { time });
    case 'claude-ended':
      return t('perm.withdrawnEnded', { time });
    case 'elsewhere':
      return t('perm.withdrawnElsewhere', { time });
  }
}
