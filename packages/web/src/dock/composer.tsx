import type { Attachment, SlashCommand } from '@claude-remote/protocol';
import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { Icon } from '../parts/icon.tsx';
import type { DraftFiles } from '../state/draft-files.ts';
import type { DraftKey, Drafts } from '../state/drafts.ts';
import { AttachButton, AttachedFiles } from './attached-files.tsx';
import { CameraButton } from './camera-button.tsx';
import { Completions } from './completions.tsx';
import { completionAt, keyMeaning } from './composer-keys.ts';
import { DictationButton } from './dictation-button.tsx';
import { type PromptHistory, recalled } from './prompt-history.ts';
import { useAttached } from './use-attached.ts';
import { useDropTarget } from './use-drop-target.ts';

export interface ComposerProps {
  readonly draftKey: DraftKey;
  readonly drafts: Drafts;
  readonly draftFiles: DraftFiles;
  readonly history: PromptHistory;
  readonly placeholder: string;
  readonly commands: readonly SlashCommand[];
  /** Files of the workspace that match, from the machine; null when it cannot be asked. */
  readonly findFiles: ((text: string) => Promise<readonly string[]>) | null;
  readonly onSend: (prompt: WrittenPrompt, how: 'queue' | 'now') => void;
  /** Chips for model and mode. */
  readonly children: ReactNode;
}

export interface WrittenPrompt {
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

/** Milliseconds of rest after which a draft is written. */
const DRAFT_PAUSE_MS = 300;

export function Composer(props: ComposerProps) {
  const { draftKey, drafts, draftFiles, history, placeholder, commands, findFiles, onSend, children } = props;
  const { t } = useWords();
  const [text, setText] = useState(() => drafts.read(draftKey));
  const [caret, setCaret] = useState(0);
  const field = useRef<HTMLTextAreaElement>(null);
  const attached = useAttached(draftFiles, draftKey);
  const { over, target } = useDropTarget(attached.add);
  const empty = (text.trim() === '' && attached.files.length === 0) || attached.reading > 0;
  useSavedDraft(drafts, draftKey, text);
  useGrowing(field, text);
  const completion = completionAt(text, caret);

  function send(how: 'queue' | 'now') {
    if (empty) return;
    onSend({ text, attachments: attached.files }, how);
    history.add(text);
    setText('');
    attached.clear();
    drafts.write(draftKey, '');
    field.current?.focus({ preventScroll: true });
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    const before = takeFirst(event)
      ? null
      : recalled(history.read(), text, event.nativeEvent.isComposing ? '' : event.key);
    if (before !== null) {
      event.preventDefault();
      put(before);
    }
    if (event.defaultPrevented) return;
    const meaning = keyMeaning({
      key: event.key,
      shift: event.shiftKey,
      control: event.ctrlKey || event.metaKey,
      composing: event.nativeEvent.isComposing || event.keyCode === 229,
      touch: window.matchMedia('(pointer: coarse)').matches,
    });
    if (meaning === null) return;
    event.preventDefault();
    send(meaning === 'send-now' ? 'now' : 'queue');
  }

  function insert(sign: '/' | '@') {
    const next = sign === '/' && text === '' ? '/' : `${text}${text === '' || /\s$/.test(text) ? '' : ' '}${sign}`;
    put(next);
  }

  function put(next: string) {
    setText(next);
    setCaret(next.length);
    field.current?.focus({ preventScroll: true });
  }

  return (
    <form
      method="post"
      className={over ? 'compose dropping' : 'compose'}
      aria-label={t('compose.form')}
      onSubmit={(event) => {
        event.preventDefault();
        send('queue');
      }}
      {...target}
    >
      {completion ? (
        <Completions
          completion={completion}
          commands={commands}
          findFiles={findFiles}
          onTake={(word) => put(`${text.slice(0, completion.from)}${word} ${text.slice(caret)}`)}
        />
      ) : null}
      <AttachedFiles attached={attached} />
      <div className="type">
        <textarea
          ref={field}
          rows={1}
          value={text}
          placeholder={placeholder}
          aria-label={t('compose.form')}
          enterKeyHint="send"
          data-composer
          onChange={(event) => {
            setText(event.currentTarget.value);
            setCaret(event.currentTarget.selectionStart);
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
          onPaste={(event) => {
            if (event.clipboardData.files.length === 0) return;
            event.preventDefault();
            attached.add([...event.clipboardData.files]);
          }}
        />
        {text === '' ? <CameraButton attached={attached} /> : null}
        <DictationButton text={text} onText={put} />
        <button type="submit" className="send" aria-label={t('compose.send')} disabled={empty}>
          <Icon glyph="send" size={18} />
        </button>
      </div>
      <div className="chips">
        <div>{children}</div>
        <div>
          <AttachButton attached={attached} />
          <button type="button" className="icon mono" aria-label={t('compose.slash')} onClick={() => insert('/')}>
            /
          </button>
          <button type="button" className="icon mono" aria-label={t('compose.file')} onClick={() => insert('@')}>
            @
          </button>
        </div>
      </div>
    </form>
  );
}

/** Tab takes the completion that stands first; true when there was one. */
function takeFirst(event: KeyboardEvent<HTMLTextAreaElement>): boolean {
  if (event.key !== 'Tab' || event.shiftKey || event.nativeEvent.isComposing) return false;
  const first = event.currentTarget.form?.querySelector('.complete button');
  if (!(first instanceof HTMLButtonElement)) return false;
  first.click();
  event.preventDefault();
  return true;
}

/** Writes the draft on each pause and when the page hides, so that nothing typed is lost with it. */
function useSavedDraft(drafts: Drafts, key: DraftKey, text: string) {
  useEffect(() => {
    const save = () => drafts.write(key, text);
    const timer = setTimeout(save, DRAFT_PAUSE_MS);
    window.addEventListener('pagehide', save);
    document.addEventListener('visibilitychange', save);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('pagehide', save);
      document.removeEventListener('visibilitychange', save);
    };
  }, [drafts, key, text]);
}

/** Whether the style sheet's `field-sizing` lets the field grow; measuring it lays the whole page out on every key. */
const GROWS_ITSELF = CSS.supports('field-sizing', 'content');

/** Grows with the text up to six lines, then scrolls. Geometry is set through the CSSOM, which the CSP allows. */
function useGrowing(field: { readonly current: HTMLTextAreaElement | null }, text: string) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured again whenever the text changes
  useLayoutEffect(() => {
    const element = field.current;
    if (!element || GROWS_ITSELF) return;
    element.style.setProperty('height', 'auto');
    element.style.setProperty('height', `${element.scrollHeight}px`);
  }, [text, field]);
}
