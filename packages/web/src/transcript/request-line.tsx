import type { Closing, Request } from '@claude-remote/protocol';
import { deviceWords, type RequestItem } from '@claude-remote/session';
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
  const device = deviceOf(closing);
  const decided = device === null ? null : t('perm.decidedOn', { device, time: clock(language, item.at) });
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
      end={
        <>
          {device === null ? null : <span className="device">{device}</span>}
          {clock(language, item.at)}
        </>
      }
      details={decided || closing.message ? () => <Decision decided={decided} message={closing.message} /> : null}
    />
  );
}

/** Whole, where the row had to cut it. */
function Decision({ decided, message = '' }: { decided: string | null; message: string | undefined }) {
  return (
    <div className="out small">
      {message === '' ? null : <p>{inert(message)}</p>}
      {decided === null ? null : <p className="soft">{decided}</p>}
    </div>
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
const BEATEN_ON: Record<Answered['decision'], TextKey> = {
  allowed: 'perm.elsewhereOn',
  denied: 'perm.elsewhereDeniedOn',
  chosen: 'perm.elsewhereChoseOn',
  approved: 'perm.elsewhereApprovedOn',
};

/** This device answered too, and somebody was first. */
function beatenText(closing: Answered, time: string, { t }: Words): string {
  const { decision, by } = closing;
  const device = deviceOf(closing);
  if (device === null) return t(BEATEN[decision], { user: by.name, time });
  return t(BEATEN_ON[decision], { user: by.name, device, time });
}

function deviceOf({ by }: Answered): string | null {
  return by.device ? inert(deviceWords(by.device)) : null;
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
