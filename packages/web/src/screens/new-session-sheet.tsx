import '../styles/tray.css';
import '../styles/dock.css';
import type { MachineInfo, SessionId } from '@claude-remote/protocol';
import { type ReactNode, useState } from 'react';
import { AttachButton, AttachedFiles } from '../dock/attached-files.tsx';
import { ConfirmBypass } from '../dock/settings-chips.tsx';
import { useAttached } from '../dock/use-attached.ts';
import { useWords, type Words } from '../i18n/language.tsx';
import { Icon } from '../parts/icon.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { draftFiles } from '../state/draft-files.ts';
import { DRAFT_FILES } from '../state/drafts.ts';
import { useHub, useOverview } from '../state/hub-context.tsx';
import { workspaceName } from '../transcript/describe-tool.ts';
import { inert } from '../transcript/inert-text.ts';
import { beginSession } from './begin-session.ts';
import { useModelsOffered } from './model-sheet.tsx';
import { type Chosen, NewSessionPage, type Page } from './new-session-pages.tsx';

export interface NewSessionSheetProps {
  readonly onClose: () => void;
  readonly onStarted: (session: SessionId) => void;
}

const files = draftFiles(window.indexedDB, DRAFT_FILES);

const NOTHING: Chosen = {
  workspace: null,
  branch: null,
  earlier: null,
  mode: null,
  model: '',
  effort: null,
  prompt: '',
};

/** A first prompt and where it runs; everything but the prompt has a default. */
export function NewSessionSheet({ onClose, onStarted }: NewSessionSheetProps) {
  const { t } = useWords();
  const { client, drafts, newId } = useHub();
  const { machines } = useOverview();
  const [chosenId, setChosenId] = useState<string | null>(null);
  const machine = machines.find(({ id }) => id === chosenId) ?? machines.find(({ online }) => online) ?? machines[0];
  const [chosen, setChosen] = useState<Chosen>(() => ({ ...NOTHING, prompt: drafts.read('new') }));
  const [page, setPage] = useState<Page | null>(null);
  const [confirming, setConfirming] = useState(false);
  const [fallback] = useState(() => newId().slice(0, 8));
  const attached = useAttached(files, 'new');
  const change = (more: Partial<Chosen>) => setChosen((before) => ({ ...before, ...more }));

  /** What lies on one machine's disk means nothing on another. */
  function chooseMachine(id: string) {
    setChosenId(id);
    change({ workspace: null, earlier: null });
  }

  async function start() {
    if (!machine) return;
    const session = newId() as SessionId; // a fresh UUID is a session id by being used as one
    await beginSession(client, session, { ...chosen, machine: machine.id, attachments: attached.files });
    drafts.write('new', '');
    attached.clear();
    onStarted(session);
  }

  if (confirming) return <ConfirmBypass onClose={() => setConfirming(false)} onConfirmed={() => void start()} />;
  if (machine && page)
    return (
      <NewSessionPage
        page={page}
        machine={machine}
        chosen={chosen}
        fallback={fallback}
        onChange={change}
        onClose={() => setPage(null)}
      />
    );
  return (
    <Sheet
      title={t('session.new')}
      onClose={onClose}
      foot={
        <button
          type="button"
          className="btn act wide tall"
          disabled={!machine || attached.reading > 0}
          onClick={() => (chosen.mode === 'bypass' ? setConfirming(true) : void start())}
        >
          {machine ? t('new.start', { machine: machine.name }) : t('new.noMachine')}
        </button>
      }
    >
      <div className="pad firstprompt">
        <textarea
          className="field plainfield"
          rows={3}
          value={chosen.prompt}
          aria-label={t('new.prompt')}
          placeholder={t('new.promptHint')}
          onChange={(event) => {
            change({ prompt: event.currentTarget.value });
            drafts.write('new', event.currentTarget.value);
          }}
          onPaste={(event) => {
            if (event.clipboardData.files.length === 0) return;
            event.preventDefault();
            attached.add([...event.clipboardData.files]);
          }}
        />
        <AttachedFiles attached={attached} />
        <div className="addfile">
          <AttachButton attached={attached} />
          <span className="small soft">{t('new.addFile')}</span>
        </div>
      </div>
      <MachineChoice machines={machines} chosen={machine?.id ?? null} onChoose={chooseMachine} />
      <Rows machine={machine} chosen={chosen} onOpen={setPage} />
    </Sheet>
  );
}

interface RowsProps {
  readonly machine: MachineInfo | undefined;
  readonly chosen: Chosen;
  readonly onOpen: (page: Page) => void;
}

/** What is chosen, each leading to where it is changed. */
function Rows({ machine, chosen, onOpen }: RowsProps) {
  const { t } = useWords();
  const { workspace, branch, earlier, model, effort, mode } = chosen;
  const modelName = inert(useModelsOffered(machine).find(({ value }) => value === model)?.name ?? model);
  return (
    <>
      <SetRow name={t('new.workspace')} onOpen={() => onOpen('workspace')}>
        <span className="mono cut">{inert(workspaceName(workspace ?? machine?.defaultWorkspace ?? ''))}</span>
      </SetRow>
      <SetRow name={t('tree.row')} onOpen={() => onOpen('tree')}>
        <span className={branch ? 'mono cut' : 'cut'}>{branch ? inert(branch) : t('tree.none')}</span>
      </SetRow>
      <SetRow name={t('earlier.row')} onOpen={() => onOpen('earlier')}>
        <span className="cut">{earlierWords(earlier, t)}</span>
      </SetRow>
      <SetRow name={t('new.model')} onOpen={() => onOpen('model')}>
        {modelName || t('new.modelDefault')}
        {effort === null ? null : ` · ${t(`effort.${effort}`)}`}
      </SetRow>
      <SetRow name={t('new.permissions')} onOpen={() => onOpen('mode')}>
        {t(`mode.${mode ?? machine?.modes[0] ?? 'ask'}`)}
      </SetRow>
    </>
  );
}

function earlierWords(earlier: Chosen['earlier'], t: Words['t']): string {
  if (earlier === null) return t('earlier.fresh');
  return inert(earlier.title) || t('session.untitled');
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
