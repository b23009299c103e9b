import '../styles/tray.css';
import '../styles/dock.css';
import type { Effort, MachineInfo, PermissionMode, SessionId } from '@claude-remote/protocol';
import { type ReactNode, useState } from 'react';
import { EffortChoice, ModeChoices } from '../dock/settings-chips.tsx';
import { useWords } from '../i18n/language.tsx';
import { Icon } from '../parts/icon.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useHub, useOverview } from '../state/hub-context.tsx';
import { workspaceName } from '../transcript/describe-tool.ts';
import { inert } from '../transcript/inert-text.ts';
import { WorkspaceBrowser } from './workspace-browser.tsx';

export interface NewSessionSheetProps {
  readonly onClose: () => void;
  readonly onStarted: (session: SessionId) => void;
}

type Page = 'form' | 'workspace' | 'model' | 'mode';

/** A first prompt and where it runs; everything but the prompt has a default. */
export function NewSessionSheet({ onClose, onStarted }: NewSessionSheetProps) {
  const { t } = useWords();
  const { client, drafts, newId } = useHub();
  const { machines } = useOverview();
  const [chosenId, setChosenId] = useState<string | null>(null);
  const machine = machines.find(({ id }) => id === chosenId) ?? machines.find(({ online }) => online) ?? machines[0];
  const [workspace, setWorkspace] = useState<string | null>(null);
  const [mode, setMode] = useState<PermissionMode | null>(null);
  const [model, setModel] = useState('');
  const [effort, setEffort] = useState<Effort | null>(null);
  const [prompt, setPrompt] = useState(() => drafts.read('new'));
  const [page, setPage] = useState<Page>('form');

  async function start() {
    if (!machine) return;
    const session = newId() as SessionId; // a fresh UUID is a session id by being used as one
    const settings = { ...(mode && { mode }), ...(model && { model }), ...(effort && { effort }) };
    await client.submit(session, {
      kind: 'start',
      machine: machine.id,
      ...(workspace === null ? {} : { workspace }),
      ...(Object.keys(settings).length > 0 ? { settings } : {}),
    });
    if (prompt.trim() !== '') await client.submit(session, { kind: 'prompt', text: prompt });
    drafts.write('new', '');
    onStarted(session);
  }

  if (machine && page === 'workspace')
    return (
      <WorkspaceBrowser
        machine={machine}
        onClose={() => setPage('form')}
        onChoose={(path) => {
          setWorkspace(path);
          setPage('form');
        }}
      />
    );
  if (machine && page === 'mode')
    return (
      <Sheet title={t('mode.title')} onClose={() => setPage('form')}>
        <ModeChoices
          modes={machine.modes}
          chosen={mode ?? machine.modes[0] ?? 'ask'}
          onChoose={(chosen) => {
            setMode(chosen);
            setPage('form');
          }}
        />
      </Sheet>
    );
  if (page === 'model')
    return (
      <Sheet title={t('model.title')} onClose={() => setPage('form')}>
        <label className="pad block">
          <span className="label">{t('new.model')}</span>
          <input
            className="field mono"
            value={model}
            placeholder={t('new.modelDefault')}
            onChange={(event) => setModel(event.currentTarget.value.trim())}
          />
        </label>
        <EffortChoice chosen={effort} onChoose={setEffort} />
      </Sheet>
    );
  return (
    <Sheet
      title={t('session.new')}
      onClose={onClose}
      foot={
        <button type="button" className="btn act wide tall" disabled={!machine} onClick={() => void start()}>
          {machine ? t('new.start', { machine: machine.name }) : t('new.noMachine')}
        </button>
      }
    >
      <div className="pad firstprompt">
        <textarea
          className="field plainfield"
          rows={3}
          value={prompt}
          aria-label={t('new.prompt')}
          placeholder={t('new.promptHint')}
          onChange={(event) => {
            setPrompt(event.currentTarget.value);
            drafts.write('new', event.currentTarget.value);
          }}
        />
      </div>
      <MachineChoice machines={machines} chosen={machine?.id ?? null} onChoose={setChosenId} />
      <SetRow name={t('new.workspace')} onOpen={() => setPage('workspace')}>
        <span className="mono cut">{inert(workspaceName(workspace ?? machine?.defaultWorkspace ?? ''))}</span>
      </SetRow>
      <SetRow name={t('new.model')} onOpen={() => setPage('model')}>
        {inert(model) || t('new.modelDefault')}
        {effort === null ? null : ` · ${t(`effort.${effort}`)}`}
      </SetRow>
      <SetRow name={t('new.permissions')} onOpen={() => setPage('mode')}>
        {t(`mode.${mode ?? machine?.modes[0] ?? 'ask'}`)}
      </SetRow>
    </Sheet>
  );
}

function SetRow({ name, onOpen, children }: { name: string; onOpen: () => void; children: ReactNode }) {
  return (
    <button type="button" className="set" onClick={onOpen}>
      <span>{name}</span>
      <span className="v">
        {children}
        <Icon glyph="next" size={13} />
      </span>
    </button>
  );
}

interface MachineChoiceProps {
  readonly machines: readonly MachineInfo[];
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
}

function MachineChoice({ machines, chosen, onChoose }: MachineChoiceProps) {
  const { t } = useWords();
  if (machines.length < 2) return null;
  return (
    <div className="pad machinechoice">
      <p className="label">{t('new.machine')}</p>
      <div className="seg3" role="radiogroup" aria-label={t('new.machine')}>
        {machines.map(({ id, name, online }) => (
          // biome-ignore lint/a11y/useSemanticElements: words in one box, as the design has it
          <button key={id} type="button" role="radio" aria-checked={id === chosen} onClick={() => onChoose(id)}>
            <span>
              {name}
              {online ? null : <span className="meta block">{t('new.away')}</span>}
            </span>
          </button>
        ))}
      </div>
    </div>
  );
}
