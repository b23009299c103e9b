import '../styles/tray.css';
import '../styles/dock.css';
import type { Effort, MachineInfo, PermissionMode, SessionId } from '@claude-remote/protocol';
import { type ReactNode, useState } from 'react';
import { EffortChoice, ModeChoices } from '../dock/settings-chips.tsx';
import { useWords, type Words } from '../i18n/language.tsx';
import { Icon } from '../parts/icon.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useHub, useOverview } from '../state/hub-context.tsx';
import { workspaceName } from '../transcript/describe-tool.ts';
import { inert } from '../transcript/inert-text.ts';
import { type Earlier, EarlierSheet } from './earlier-sheet.tsx';
import { WorkspaceBrowser } from './workspace-browser.tsx';

export interface NewSessionSheetProps {
  readonly onClose: () => void;
  readonly onStarted: (session: SessionId) => void;
}

type Page = 'form' | 'earlier' | 'workspace' | 'model' | 'mode';

/** A first prompt and where it runs; everything but the prompt has a default. */
export function NewSessionSheet({ onClose, onStarted }: NewSessionSheetProps) {
  const { t } = useWords();
  const { client, drafts, newId } = useHub();
  const { machines } = useOverview();
  const [chosenId, setChosenId] = useState<string | null>(null);
  const machine = machines.find(({ id }) => id === chosenId) ?? machines.find(({ online }) => online) ?? machines[0];
  const [workspace, setWorkspace] = useState<string | null>(null);
  const [earlier, setEarlier] = useState<Earlier | null>(null);
  const [mode, setMode] = useState<PermissionMode | null>(null);
  const [model, setModel] = useState('');
  const [effort, setEffort] = useState<Effort | null>(null);
  const [prompt, setPrompt] = useState(() => drafts.read('new'));
  const [page, setPage] = useState<Page>('form');

  /** What lies on one machine's disk means nothing on another. */
  function chooseMachine(id: string) {
    setChosenId(id);
    setEarlier(null);
  }

  async function start() {
    if (!machine) return;
    const session = newId() as SessionId; // a fresh UUID is a session id by being used as one
    const settings = settingsOf(mode, model, effort);
    await client.submit(session, {
      kind: 'start',
      machine: machine.id,
      ...(workspace === null ? {} : { workspace }),
      ...fromOf(earlier),
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
  if (machine && page === 'earlier')
    return (
      <EarlierSheet
        machine={machine}
        onClose={() => setPage('form')}
        onChoose={(chosen) => {
          setEarlier(chosen);
          if (chosen) setWorkspace(chosen.workspace);
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
  if (page === 'model') {
    const onClose = () => setPage('form');
    return <ModelSheet model={model} effort={effort} onModel={setModel} onEffort={setEffort} onClose={onClose} />;
  }
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
      <MachineChoice machines={machines} chosen={machine?.id ?? null} onChoose={chooseMachine} />
      <SetRow name={t('new.workspace')} onOpen={() => setPage('workspace')}>
        <span className="mono cut">{inert(workspaceName(workspace ?? machine?.defaultWorkspace ?? ''))}</span>
      </SetRow>
      <SetRow name={t('earlier.row')} onOpen={() => setPage('earlier')}>
        <span className="cut">{earlierWords(earlier, t)}</span>
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

function earlierWords(earlier: Earlier | null, t: Words['t']): string {
  if (earlier === null) return t('earlier.fresh');
  return inert(earlier.title) || t('session.untitled');
}

function fromOf(earlier: Earlier | null) {
  return earlier && { from: { claudeSession: earlier.claudeSession, how: earlier.how } };
}

/** Only what was chosen: the rest is the machine's default. */
function settingsOf(mode: PermissionMode | null, model: string, effort: Effort | null) {
  return { ...(mode && { mode }), ...(model && { model }), ...(effort && { effort }) };
}

interface ModelSheetProps {
  readonly model: string;
  readonly effort: Effort | null;
  readonly onModel: (model: string) => void;
  readonly onEffort: (effort: Effort) => void;
  readonly onClose: () => void;
}

/** A model by its name: what a machine offers is known only once Claude runs there. */
function ModelSheet({ model, effort, onModel, onEffort, onClose }: ModelSheetProps) {
  const { t } = useWords();
  return (
    <Sheet
      title={t('model.title')}
      onClose={onClose}
      foot={
        <button type="button" className="btn act wide" onClick={onClose}>
          {t('app.done')}
        </button>
      }
    >
      <label className="pad block">
        <span className="label">{t('new.model')}</span>
        <input
          className="field mono"
          data-later
          value={model}
          placeholder={t('new.modelDefault')}
          onChange={(event) => onModel(event.currentTarget.value.trim())}
        />
      </label>
      <EffortChoice chosen={effort} onChoose={onEffort} />
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
