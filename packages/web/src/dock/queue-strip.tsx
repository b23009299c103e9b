import type { CommandBody, QueuedPrompt, SessionState } from '@claude-remote/protocol';
import { type FormEvent, useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { Icon } from '../parts/icon.tsx';
import { inert } from '../transcript/inert-text.ts';

export interface QueueStripProps {
  readonly state: SessionState;
  readonly submit: (body: CommandBody) => void;
}

/** What waits behind the running turn: a count and the next; open, each with what can be done about it. */
export function QueueStrip({ state, submit }: QueueStripProps) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const { queue, paused, turn } = state;
  const [next] = queue;
  if (!next) return null;
  return (
    <>
      {open ? (
        <div className="queued">
          {queue.map((prompt, index) => (
            <QueuedItem key={prompt.command} prompt={prompt} index={index} queue={queue} submit={submit} />
          ))}
          <div className="queue">
            <span />
            <span className="meta">{turn ? t('queue.stopHint') : null}</span>
            <button type="button" className="text" onClick={() => submit({ kind: 'interrupt', scope: 'all' })}>
              {t('queue.stopAll')}
            </button>
          </div>
        </div>
      ) : null}
      <div className="queue strip">
        <button type="button" className="opener" aria-expanded={open} onClick={() => setOpen(!open)}>
          <span className="mark s quiet">
            <Icon glyph="checklist" size={15} />
          </span>
          <span className="cut">
            <b>{t('queue.count', { n: queue.length })}</b>{' '}
            <span className="soft">{paused ? t('queue.paused') : inert(next.text)}</span>
          </span>
          <span className="chip narrow">
            <Icon glyph={open ? 'down' : 'up'} size={13} />
          </span>
        </button>
        {paused ? (
          <button type="button" className="text" onClick={() => submit({ kind: 'resume-queue' })}>
            {t('queue.resume')}
          </button>
        ) : null}
      </div>
    </>
  );
}

interface QueuedItemProps {
  readonly prompt: QueuedPrompt;
  readonly index: number;
  readonly queue: readonly QueuedPrompt[];
  readonly submit: (body: CommandBody) => void;
}

function QueuedItem({ prompt, index, queue, submit }: QueuedItemProps) {
  const { t } = useWords();
  const [doing, setDoing] = useState<'reading' | 'choosing' | 'editing'>('reading');
  const { command } = prompt;
  const act = (body: CommandBody) => {
    submit(body);
    setDoing('reading');
  };
  const before = queue[index - 1];
  return (
    <>
      <div className="queue">
        <span className="quiet num">{index + 1}</span>
        <span className="clamp">{inert(prompt.text)}</span>
        <span className="tools">
          {before ? (
            <button
              type="button"
              className="icon"
              aria-label={t('queue.moveUp')}
              onClick={() => act({ kind: 'move-queued', command, before: before.command })}
            >
              <Icon glyph="up" />
            </button>
          ) : null}
          <button
            type="button"
            className="icon"
            aria-label={`${t('app.more')}: ${t('queue.item', { n: index + 1 })}`}
            aria-expanded={doing !== 'reading'}
            onClick={() => setDoing(doing === 'reading' ? 'choosing' : 'reading')}
          >
            <Icon glyph="more" />
          </button>
        </span>
      </div>
      {doing === 'choosing' ? (
        <div className="deeds queuedeeds">
          <button type="button" className="text" onClick={() => setDoing('editing')}>
            {t('queue.edit')}
          </button>
          <button type="button" className="text" onClick={() => act({ kind: 'remove-queued', command })}>
            {t('queue.remove')}
          </button>
          <button type="button" className="text" onClick={() => act({ kind: 'send-now', command })}>
            {t('queue.sendNow')}
          </button>
          {index < queue.length - 1 ? (
            <button
              type="button"
              className="text"
              onClick={() => act({ kind: 'move-queued', command, before: queue[index + 2]?.command ?? null })}
            >
              {t('queue.moveDown')}
            </button>
          ) : null}
        </div>
      ) : null}
      {doing === 'editing' ? (
        <EditQueued text={prompt.text} onSave={(text) => act({ kind: 'edit-queued', command, text })} />
      ) : null}
    </>
  );
}

function EditQueued({ text, onSave }: { text: string; onSave: (text: string) => void }) {
  const { t } = useWords();
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    onSave(String(new FormData(event.currentTarget).get('text')));
  }
  return (
    <form method="post" className="editqueued" onSubmit={submit}>
      <textarea
        name="text"
        className="field plainfield"
        rows={3}
        defaultValue={text}
        aria-label={t('queue.edit')}
        required
      />
      <button type="submit" className="btn">
        {t('queue.save')}
      </button>
    </form>
  );
}
