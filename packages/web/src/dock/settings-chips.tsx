import type { CommandBody, Effort, MachineInfo, PermissionMode, SessionState } from '@claude-remote/protocol';
import { useState } from 'react';
import type { TextKey } from '../i18n/catalogue.ts';
import { useWords, type Words } from '../i18n/language.tsx';
import { ConfirmPassword } from '../parts/confirm-password.tsx';
import { Icon } from '../parts/icon.tsx';
import { Choices, Sheet } from '../parts/sheet.tsx';
import { useHub } from '../state/hub-context.tsx';
import { inert } from '../transcript/inert-text.ts';

export interface SettingsChipsProps {
  readonly state: SessionState;
  readonly machine: Pick<MachineInfo, 'modes'>;
  readonly submit: (body: CommandBody) => void;
}

/** Model and effort, and how permissions are treated: what the session runs with, changed in place. */
export function SettingsChips({ state, machine, submit }: SettingsChipsProps) {
  const words = useWords();
  const { t } = words;
  const [open, setOpen] = useState<'model' | 'mode' | 'bypass' | null>(null);
  const { mode, model, effort } = state.settings;
  return (
    <>
      <button type="button" className="chip" onClick={() => setOpen('model')}>
        <b className="cut">{modelWords(state, words)}</b>
        <Icon glyph="down" size={11} />
      </button>
      <button type="button" className={mode === 'bypass' ? 'chip risk' : 'chip'} onClick={() => setOpen('mode')}>
        <b className="cut">{t(`mode.${mode}`)}</b>
        <Icon glyph="down" size={11} />
      </button>
      {open === 'mode' ? (
        <Sheet title={t('mode.title')} onClose={() => setOpen(null)}>
          <ModeChoices
            modes={machine.modes}
            chosen={mode}
            onChoose={(chosen) => {
              if (chosen !== 'bypass') submit({ kind: 'change-settings', mode: chosen });
              setOpen(chosen === 'bypass' && mode !== 'bypass' ? 'bypass' : null);
            }}
          />
        </Sheet>
      ) : null}
      {open === 'bypass' ? (
        <ConfirmBypass
          onClose={() => setOpen(null)}
          onConfirmed={() => {
            submit({ kind: 'change-settings', mode: 'bypass' });
            setOpen(null);
          }}
        />
      ) : null}
      {open === 'model' ? (
        <Sheet title={t('model.title')} onClose={() => setOpen(null)}>
          {state.models.length === 0 ? <p className="pad small soft">{t('model.unknown')}</p> : null}
          <Choices
            label={t('new.model')}
            options={state.models.map(({ value, name, description }) => ({
              value,
              name: inert(name),
              hint: inert(description),
            }))}
            chosen={model ?? state.model ?? ''}
            onChoose={(chosen) => submit({ kind: 'change-settings', model: chosen })}
          />
          <EffortChoice
            chosen={effort ?? null}
            onChoose={(chosen) => submit({ kind: 'change-settings', effort: chosen })}
          />
        </Sheet>
      ) : null}
    </>
  );
}

function modelWords({ settings, model, models }: SessionState, { t }: Words): string {
  const value = settings.model ?? model;
  const name = models.find((choice) => choice.value === value)?.name ?? value ?? t('model.default');
  return settings.effort ? `${inert(name)} · ${t(`effort.${settings.effort}`)}` : inert(name);
}

const HINTS: Record<PermissionMode, TextKey> = {
  ask: 'mode.askHint',
  edits: 'mode.editsHint',
  plan: 'mode.planHint',
  auto: 'mode.autoHint',
  bypass: 'mode.bypassHint',
};

export interface ModeChoicesProps {
  /** Those that the machine's policy allows. */
  readonly modes: readonly PermissionMode[];
  readonly chosen: PermissionMode;
  readonly onChoose: (mode: PermissionMode) => void;
}

export function ModeChoices({ modes, chosen, onChoose }: ModeChoicesProps) {
  const { t } = useWords();
  return (
    <Choices
      label={t('mode.title')}
      options={modes.map((mode) => ({
        value: mode,
        name: t(`mode.${mode}`),
        hint: t(HINTS[mode]),
        risky: mode === 'bypass',
      }))}
      chosen={chosen}
      onChoose={onChoose}
    />
  );
}

/** The hub takes this mode only after a fresh password. */
export function ConfirmBypass({ onConfirmed, onClose }: { onConfirmed: () => void; onClose: () => void }) {
  const { t } = useWords();
  const { http } = useHub();
  return (
    <ConfirmPassword
      http={http}
      title={t('mode.confirmTitle')}
      hint={t('mode.confirmHint')}
      act={t('mode.confirmAct')}
      onConfirmed={onConfirmed}
      onClose={onClose}
    />
  );
}

const EFFORTS: readonly Effort[] = ['low', 'medium', 'high', 'xhigh', 'max'];

export function EffortChoice({ chosen, onChoose }: { chosen: Effort | null; onChoose: (effort: Effort) => void }) {
  const { t } = useWords();
  return (
    <div className="pad effort">
      <p className="label">{t('new.effort')}</p>
      <div className="seg3" role="radiogroup" aria-label={t('new.effort')}>
        {EFFORTS.map((effort) => (
          // biome-ignore lint/a11y/useSemanticElements: five words in one box, as the design has it
          <button
            key={effort}
            type="button"
            role="radio"
            aria-checked={effort === chosen}
            onClick={() => onChoose(effort)}
          >
            {t(`effort.${effort}`)}
          </button>
        ))}
      </div>
    </div>
  );
}
