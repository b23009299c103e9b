import type { Effort, MachineInfo } from '@claude-remote/protocol';
import { useMemo, useState } from 'react';
import { EffortChoice } from '../dock/settings-chips.tsx';
import { useWords } from '../i18n/language.tsx';
import { Choices, DoneButton, Sheet } from '../parts/sheet.tsx';
import { useHub, useOverview } from '../state/hub-context.tsx';
import { readModels } from '../state/known-models.ts';
import { inert } from '../transcript/inert-text.ts';
import { modelsOffered } from './models-offered.ts';

/** Models offered on that machine, as far as this device knows. */
export function useModelsOffered(machine: MachineInfo | undefined) {
  const { storage } = useHub();
  const { sessions } = useOverview();
  const id = machine?.id;
  return useMemo(
    () => (id === undefined ? [] : modelsOffered({ machine: id, sessions, said: readModels(storage, id) })),
    [id, sessions, storage],
  );
}

/** Chosen when the model is to be written: names of models have no spaces. */
const OTHER = ' ';

export interface ModelSheetProps {
  readonly machine: MachineInfo;
  /** Empty: Claude's default. */
  readonly model: string;
  readonly effort: Effort | null;
  readonly onModel: (model: string) => void;
  readonly onEffort: (effort: Effort) => void;
  readonly onClose: () => void;
}

/** One of the models that are known there, or any other by its name; and how hard it thinks. */
export function ModelSheet({ machine, model, effort, onModel, onEffort, onClose }: ModelSheetProps) {
  const { t } = useWords();
  const offered = useModelsOffered(machine);
  const [other, setOther] = useState(model !== '' && !offered.some(({ value }) => value === model));
  const options = [
    { value: '', name: t('new.modelDefault') },
    ...offered.map(({ value, name, description }) => ({
      ...{ value, name: inert(name) },
      ...(description === '' ? {} : { hint: inert(description) }),
    })),
    { value: OTHER, name: t('model.other') },
  ];
  return (
    <Sheet title={t('model.title')} onClose={onClose} foot={<DoneButton onDone={onClose} />}>
      <Choices
        label={t('new.model')}
        options={options}
        chosen={other ? OTHER : model}
        onChoose={(value) => {
          setOther(value === OTHER);
          onModel(value.trim());
        }}
      />
      {other ? (
        <label className="pad block othermodel">
          <span className="sr">{t('model.name')}</span>
          <input
            className="field mono"
            // biome-ignore lint/a11y/noAutofocus: who asks for the field wants to write in it
            autoFocus
            data-later
            value={model}
            autoCapitalize="off"
            autoComplete="off"
            spellCheck={false}
            placeholder={t('model.name')}
            maxLength={200}
            onChange={(event) => onModel(event.currentTarget.value.trim())}
          />
        </label>
      ) : null}
      <EffortChoice chosen={effort} onChoose={onEffort} />
    </Sheet>
  );
}
