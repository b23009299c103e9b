import type { Closing, Request } from '@claude-remote/protocol';
import type { RequestItem } from '@claude-remote/session';
import type { TextKey } from '../i18n/catalogue.ts';
import { useWords, type Words } from '../i18n/language.tsx';
import { clock } from '../i18n/measures.ts';
import { useAnswer } from '../state/hub-context.tsx';
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
  if (closing.how === 'withdrawn')
    return <div className="waits">{withdrawnText(closing, clock(language, item.at), words)}</div>;
  const subject = subjectOf(request, workspace);
  if (own && own.command.id !== closing.command && own.state !== 'applied')
    return <div className="waits">{beatenText(closing, clock(language, item.at), words)}</div>;
  return (
    <Step
      id={request.id}
      glyph="shield"
      what={
        <>
          <b>{deciderText(closing, you, words)}</b>{' '}
          {subject.code ? <code dir="ltr">{subject.text}</code> : subject.text}
        </>
      }
      end={clock(language, item.at)}
      details={closing.message ? () => <p className="out small">{inert(closing.message ?? '')}</p> : null}
    />
  );
}

function subjectOf(request: Request, workspace: string): { text: string; code: boolean } {
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

const MINE: Record<Answered['decision'], TextKey> = {
  allowed: 'perm.youAllowed',
  denied: 'perm.youDenied',
  chosen: 'perm.youChose',
  approved: 'perm.youApproved',
};
const THEIRS: Record<Answered['decision'], TextKey> = {
  allowed: 'perm.xAllowed',
  denied: 'perm.xDenied',
  chosen: 'perm.xChose',
  approved: 'perm.xApproved',
};

const BEATEN: Record<Answered['decision'], TextKey> = {
  allowed: 'perm.elsewhere',
  denied: 'perm.elsewhereDenied',
  chosen: 'perm.elsewhereChose',
  approved: 'perm.elsewhereApproved',
};

/** This device answered too, and somebody was first. */
function beatenText({ decision, by }: Answered, time: string, { t }: Words): string {
  return t(BEATEN[decision], { user: by.name, time });
}

function deciderText({ decision, by }: Answered, you: string, { t }: Words): string {
  return by.name === you ? t(MINE[decision]) : t(THEIRS[decision], { user: by.name });
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
