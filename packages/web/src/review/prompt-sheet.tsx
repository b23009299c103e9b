import type { MachineInfo, SessionId, SessionState } from '@claude-remote/protocol';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { TextKey } from '../i18n/catalogue.ts';
import { useWords } from '../i18n/language.tsx';
import { type Glyph, Icon } from '../parts/icon.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { copiedSettings } from '../state/copied-settings.ts';
import { useConnection, useHub } from '../state/hub-context.tsx';
import { plainLine } from '../transcript/inert-text.ts';
import type { AskedPrompt } from './asked-prompt.ts';
import { RewindSheet } from './rewind-sheet.tsx';

export interface PromptSheetProps {
  readonly id: SessionId;
  readonly state: SessionState;
  readonly machine: MachineInfo | null;
  readonly prompt: AskedPrompt;
  /** The text of a prompt was put into this session's draft. */
  readonly onWritten: () => void;
  readonly onClose: () => void;
}

/** What can be done about a prompt of the transcript. */
export function PromptSheet({ id, state, machine, prompt, onWritten, onClose }: PromptSheetProps) {
  const { t } = useWords();
  const { client, drafts, newId } = useHub();
  const { you } = useConnection();
  const [, navigate] = useLocation();
  const [rewinding, setRewinding] = useState(prompt.rewind ?? false);
  const drives = you !== null && you.role !== 'viewer';

  function editAgain() {
    const draft = drafts.read(id);
    drafts.write(id, draft.trim() === '' ? prompt.text : `${draft}\n\n${prompt.text}`);
    onWritten();
    onClose();
  }

  async function fork() {
    if (state.claudeSession === null) return;
    const session = newId() as SessionId; // a fresh UUID is a session id by being used as one
    drafts.write(session, prompt.text);
    const { machine: where, workspace, settings, claudeSession } = state;
    const from = { claudeSession, how: 'fork', before: prompt.command } as const;
    const start = { machine: where, workspace, settings: copiedSettings(settings), from };
    await client.submit(session, { kind: 'start', ...start });
    onClose();
    navigate(`/sessions/${session}`);
  }

  if (rewinding)
    return <RewindSheet id={id} machine={machine} workspace={state.workspace} prompt={prompt} onClose={onClose} />;
  const deeds: readonly (Deed | null)[] = [
    {
      name: 'prompt.copy',
      glyph: 'copy',
      onDo: () => {
        void navigator.clipboard.writeText(prompt.text);
        onClose();
      },
    },
    drives ? { name: 'prompt.again', glyph: 'edit', onDo: editAgain } : null,
    drives && state.claudeSession !== null
      ? { name: 'prompt.fork', hint: 'prompt.forkHint', glyph: 'helper', onDo: () => void fork() }
      : null,
    drives ? { name: 'prompt.rewind', hint: 'prompt.rewindHint', glyph: 'undo', onDo: () => setRewinding(true) } : null,
  ];
  return (
    <Sheet title={t('prompt.title')} onClose={onClose}>
      <p className="pad small soft cut">{plainLine(prompt.text)}</p>
      {deeds.map((deed) => (deed ? <DeedRow key={deed.name} deed={deed} /> : null))}
    </Sheet>
  );
}

interface Deed {
  readonly name: TextKey;
  readonly hint?: TextKey;
  readonly glyph: Glyph;
  readonly onDo: () => void;
}

function DeedRow({ deed: { name, hint, glyph, onDo } }: { deed: Deed }) {
  const { t } = useWords();
  return (
    <button type="button" className="set deed" onClick={onDo}>
      <span>
        {t(name)}
        {hint ? <span className="meta">{t(hint)}</span> : null}
      </span>
      <span className="v">
        <Icon glyph={glyph} />
      </span>
    </button>
  );
}
