import type { Answer, Request } from '@claude-remote/protocol';
import { Suspense } from 'react';
import { Link } from 'wouter';
import { useWords, type Words } from '../i18n/language.tsx';
import { age } from '../i18n/measures.ts';
import { late } from '../offline/late.ts';
import { useAnswer, useHub } from '../state/hub-context.tsx';
import { useNow } from '../state/now.tsx';
import type { InboxEntry } from '../state/summaries.ts';
import { ChangeCount } from '../transcript/change-count.tsx';
import type { DiffRow } from '../transcript/diff-rows.ts';
import { inert } from '../transcript/inert-text.ts';
import { planTitle } from '../transcript/plan-title.ts';
import { AnswerNote } from '../tray/answer-note.tsx';
import { Facts } from '../tray/facts.tsx';
import { Hits } from '../tray/hits.tsx';
import { permissionSubject } from '../tray/permission-subject.ts';
import { isDangerous } from '../tray/request-order.ts';
import { glyphOf, kindWords, taskOf } from '../tray/request-words.ts';
import { useSettled } from '../tray/use-settled.ts';
import { Icon } from './icon.tsx';

const DiffView = late(() => import('../transcript/diff-view.tsx'), 'DiffView');

/** One thing in the Inbox that waits for a person, answered in place when that is safe. */
export function RequestCard({ open, machine }: { open: InboxEntry; machine: string }) {
  const words = useWords();
  const { t } = words;
  const { client } = useHub();
  const now = useNow(1000);
  const { session, request, same } = open;
  const answered = useAnswer(request.id);
  const many = same.length + 1;
  const settled = useSettled(`${request.id} ${many}`);
  const send = settled((answer: Answer) => {
    for (const one of [request, ...same]) void client.submit(session.id, { kind: 'answer', request: one.id, answer });
  });
  return (
    <article className="req" tabIndex={-1}>
      <div className="head">
        <span className="kind">
          <Icon glyph={glyphOf(request, session.workspace)} />
        </span>
        <span className="cut">
          <span className="mk meta onmark">
            {many > 1 ? t('kind.permissions', { n: many }) : kindWords(request, words)}
          </span>
          <span className="where">
            {inert(session.title) || t('session.untitled')} · {machine}
          </span>
        </span>
        <span className="meta">{age(t, now - request.openedAt)}</span>
      </div>
      {many > 1 ? (
        <Several requests={[request, ...same]} workspace={session.workspace} />
      ) : (
        <Body request={request} workspace={session.workspace} words={words} />
      )}
      {answered && answered.state !== 'refused' ? (
        <AnswerNote delivery={answered} machine={machine} />
      ) : (
        <Acts open={open} onAnswer={send} />
      )}
    </article>
  );
}

/** Lines of a command or change that a card shows; the whole is in the session. */
const CARD_LINES = 8;

function Body({ request, workspace, words }: { request: Request; workspace: string; words: Words }) {
  if (request.kind === 'question')
    return (
      <div className="body">
        <p className="ask">{inert(request.questions[0]?.question ?? '')}</p>
      </div>
    );
  if (request.kind === 'plan')
    return (
      <div className="body">
        <p className="ask">{inert(planTitle(request.plan))}</p>
      </div>
    );
  const subject = permissionSubject(request, workspace);
  return (
    <div className="body">
      <p className="ask">{taskOf(subject, words)}</p>
      {subject.is === 'command' ? (
        <pre dir="ltr">
          <Hits text={subject.command.split('\n').slice(0, CARD_LINES).join('\n')} request={request} />
        </pre>
      ) : null}
      {'rows' in subject ? (
        <>
          <p className="small num">
            <ChangeCount rows={subject.rows} />
          </p>
          <SmallDiff rows={subject.rows} />
        </>
      ) : null}
      <Facts request={request} brief />
    </div>
  );
}

/** A change that fits a card, whole. */
function SmallDiff({ rows }: { rows: readonly DiffRow[] }) {
  if (rows.length > CARD_LINES) return null;
  return (
    <Suspense fallback={<PlainDiff rows={rows} />}>
      <DiffView rows={rows} whole />
    </Suspense>
  );
}

/** The same lines without numbers and colour, until the diff view is loaded. */
function PlainDiff({ rows }: { rows: readonly DiffRow[] }) {
  return <pre dir="ltr">{rows.map(({ sign, text }) => `${sign} ${inert(text)}`).join('\n')}</pre>;
}

/** Permissions that one rule would allow: each named, and each shown whole where it is short enough to be allowed here. */
function Several({ requests, workspace }: { requests: readonly Request[]; workspace: string }) {
  const words = useWords();
  return (
    <div className="body">
      <p className="ask">{words.t('perm.askMany', { n: requests.length })}</p>
      {requests.map((request) => {
        if (request.kind !== 'permission') return null;
        const subject = permissionSubject(request, workspace);
        return subject.is === 'command' ? (
          <pre key={request.id} dir="ltr">
            {inert(subject.command.split('\n').slice(0, CARD_LINES).join('\n'))}
          </pre>
        ) : (
          <div key={request.id}>
            <p className="small">
              {taskOf(subject, words)} {'rows' in subject ? <ChangeCount rows={subject.rows} /> : null}
            </p>
            {'rows' in subject ? <SmallDiff rows={subject.rows} /> : null}
          </div>
        );
      })}
      <p className="small soft">{words.t('inbox.manySame')}</p>
    </div>
  );
}

function Acts({ open, onAnswer }: { open: InboxEntry; onAnswer: (answer: Answer) => void }) {
  const { t } = useWords();
  const { session, request, same } = open;
  const href = `/sessions/${session.id}?request=${encodeURIComponent(request.id)}`;
  if (request.kind === 'plan')
    return (
      <div className="acts">
        <Link href={href} className="btn act" data-filled>
          {t('inbox.readPlan')}
        </Link>
      </div>
    );
  if (request.kind === 'question') return <QuestionActs request={request} href={href} onAnswer={onAnswer} />;
  // What a card does not show whole is opened before it can be allowed.
  const whole = [request, ...same].every((one) => fits(one, session.workspace));
  return (
    <div className="acts">
      <button type="button" className="btn" data-deny onClick={() => onAnswer({ type: 'deny' })}>
        {t('perm.deny')}
      </button>
      {isDangerous(request) || !whole ? (
        <Link href={href} className="btn act" data-filled>
          {t('inbox.openToAllow')}
        </Link>
      ) : (
        <>
          {same.length > 0 ? (
            <Link href={href} className="btn">
              {t('inbox.see')}
            </Link>
          ) : null}
          <button type="button" className="btn act" data-filled onClick={() => onAnswer({ type: 'allow' })}>
            {same.length > 0 ? t('inbox.allowMany', { n: same.length + 1 }) : t('perm.once')}
          </button>
        </>
      )}
    </div>
  );
}

function fits(request: Request, workspace: string): boolean {
  if (request.kind !== 'permission') return false;
  const subject = permissionSubject(request, workspace);
  if (subject.is === 'command') return subject.command.split('\n').length <= CARD_LINES;
  return 'rows' in subject ? subject.rows.length <= CARD_LINES : subject.is !== 'other';
}

interface QuestionActsProps {
  readonly request: Extract<Request, { kind: 'question' }>;
  readonly href: string;
  readonly onAnswer: (answer: Answer) => void;
}

/** Characters up to which an option fits a button of a card. */
const SHORT_OPTION_CHARS = 16;

function QuestionActs({ request, href, onAnswer }: QuestionActsProps) {
  const { t } = useWords();
  const [question, ...more] = request.questions;
  const short =
    question !== undefined &&
    more.length === 0 &&
    !question.multiSelect &&
    question.options.length <= 3 &&
    question.options.every((option) => option.label.length <= SHORT_OPTION_CHARS);
  if (!short)
    return (
      <div className="acts">
        <Link href={href} className="btn act" data-filled>
          {t('inbox.answer')}
        </Link>
      </div>
    );
  return (
    <div className="acts">
      {question.options.map(({ label }) => (
        <button
          key={label}
          type="button"
          className="btn"
          onClick={() => onAnswer({ type: 'choose', answers: { [question.question]: label } })}
        >
          {inert(label)}
        </button>
      ))}
      <Link href={href} className="btn narrow" aria-label={t('inbox.moreAnswers')}>
        <Icon glyph="more" />
      </Link>
    </div>
  );
}
