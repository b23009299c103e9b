import type { MachineInfo } from '@claude-remote/protocol';
import { ModeChoices } from '../dock/settings-chips.tsx';
import { useWords } from '../i18n/language.tsx';
import { Sheet } from '../parts/sheet.tsx';
import type { Choice } from './begin-session.ts';
import { EarlierSheet } from './earlier-sheet.tsx';
import { ModelSheet } from './model-sheet.tsx';
import { branchFor, TreeSheet } from './new-session-tree.tsx';
import { WorkspaceBrowser } from './workspace-browser.tsx';

export type Page = 'earlier' | 'workspace' | 'tree' | 'model' | 'mode';

/** What the form asks for; the machine is known apart. */
export type Chosen = Omit<Choice, 'machine' | 'attachments'>;

export interface PageProps {
  readonly page: Page;
  readonly machine: MachineInfo;
  readonly chosen: Chosen;
  /** Ends the name of a branch whose prompt has no words that fit. */
  readonly fallback: string;
  readonly onChange: (change: Partial<Chosen>) => void;
  readonly onClose: () => void;
}

/** One thing about a new session on a sheet of its own. */
export function NewSessionPage({ page, machine, chosen, fallback, onChange, onClose }: PageProps) {
  const { t } = useWords();
  const close = (change: Partial<Chosen>) => {
    onChange(change);
    onClose();
  };
  switch (page) {
    case 'workspace':
      return <WorkspaceBrowser machine={machine} onClose={onClose} onChoose={(workspace) => close({ workspace })} />;
    case 'earlier':
      return (
        <EarlierSheet
          machine={machine}
          onClose={onClose}
          onChoose={(earlier) => close({ earlier, ...(earlier && { workspace: earlier.workspace, branch: null }) })}
        />
      );
    case 'tree':
      return (
        <TreeSheet
          branch={chosen.branch}
          suggested={branchFor(chosen.prompt, fallback)}
          onBranch={(branch) => onChange({ branch })}
          onClose={onClose}
        />
      );
    case 'mode':
      return (
        <Sheet title={t('mode.title')} onClose={onClose}>
          <ModeChoices
            modes={machine.modes}
            chosen={chosen.mode ?? machine.modes[0] ?? 'ask'}
            onChoose={(mode) => close({ mode })}
          />
        </Sheet>
      );
    case 'model':
      return (
        <ModelSheet
          machine={machine}
          model={chosen.model}
          effort={chosen.effort}
          onModel={(model) => onChange({ model })}
          onEffort={(effort) => onChange({ effort })}
          onClose={onClose}
        />
      );
  }
}
