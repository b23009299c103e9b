import { useWords } from '../i18n/language.tsx';
import { Choices, DoneButton, Sheet } from '../parts/sheet.tsx';

export interface TreeSheetProps {
  /** Branch of the working tree to be made; null: work in the directory itself. */
  readonly branch: string | null;
  readonly suggested: string;
  readonly onBranch: (branch: string | null) => void;
  readonly onClose: () => void;
}

/** Whether the session gets a working tree of its own, and on which new branch. */
export function TreeSheet({ branch, suggested, onBranch, onClose }: TreeSheetProps) {
  const { t } = useWords();
  const options = (['none', 'new'] as const).map((value) => ({
    value,
    name: t(`tree.${value}`),
    hint: t(`tree.${value}Hint`),
  }));
  return (
    <Sheet title={t('tree.title')} onClose={onClose} foot={<DoneButton onDone={onClose} />}>
      <Choices
        label={t('tree.title')}
        options={options}
        chosen={branch === null ? 'none' : 'new'}
        onChoose={(value) => onBranch(value === 'none' ? null : suggested)}
      />
      {branch === null ? null : (
        <label className="pad block">
          <span className="label">{t('tree.branch')}</span>
          <input
            className="field mono"
            data-later
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
            maxLength={200}
            value={branch}
            onChange={(event) => onBranch(event.currentTarget.value.trim())}
          />
        </label>
      )}
    </Sheet>
  );
}

/** Words of a prompt that a branch is named after. */
const MAX_WORDS = 4;

/** Pure: a name for a branch from what is asked for; `fallback` where the prompt has no words that fit. */
export function branchFor(prompt: string, fallback: string): string {
  const words = prompt.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const name = words.slice(0, MAX_WORDS).join('-').slice(0, 40);
  return `claude/${name || fallback}`;
}
