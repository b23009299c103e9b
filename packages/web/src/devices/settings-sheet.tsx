import './devices.css';
import { Suspense, useState } from 'react';
import { LANGUAGES, useWords } from '../i18n/language.tsx';
import { late } from '../offline/late.ts';
import { SignOut } from '../offline/sign-out.tsx';
import { Icon } from '../parts/icon.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { SignalsDoor } from '../signals/signals-door.tsx';
import { APPEARANCES, type Appearance, applyAppearance, keepAppearance, keptAppearance } from '../state/appearance.ts';
import { useHub } from '../state/hub-context.tsx';
import { DevicesSheet } from './devices-sheet.tsx';
import { OtherDeviceSheet } from './other-device-sheet.tsx';
import { PasswordForm } from './password-form.tsx';
import { SegmentedChoice } from './segmented-choice.tsx';
import { type DeviceKey, useDeviceWords } from './words.ts';

const SwitchRow = late(() => import('../signals/switch-row.tsx'), 'SwitchRow');

/** The names that languages have for themselves. */
const LANGUAGE_NAMES = { en: 'English', ko: '한국어' } as const;

/** What a person settles for themselves and for this device. */
export function SettingsSheet({ onClose }: { onClose: () => void }) {
  const d = useDeviceWords();
  const { t } = useWords();
  const { user } = useHub();
  const [open, setOpen] = useState<'devices' | 'other' | 'password' | null>(null);
  const rows: readonly [typeof open, DeviceKey, DeviceKey][] = [
    ['devices', 'devices', 'devicesHint'],
    ['other', 'another', 'anotherHint'],
  ];
  return (
    <Sheet title={d('settings')} onClose={onClose}>
      <p className="pad small soft">{d('signedInAs', { user: user.username, role: roleWords(user.role, d) })}</p>
      {rows.map(([row, name, hint]) => (
        <button key={name} type="button" className="setrow" onClick={() => setOpen(row)}>
          <span>
            {d(name)} <span className="meta soft">{d(hint)}</span>
          </span>
          <Icon glyph="next" size={16} />
        </button>
      ))}
      <SignalsDoor row />
      <LookOfThisDevice />
      <div className="sheetgap">
        {open === 'password' ? (
          <PasswordForm />
        ) : (
          <p className="pad">
            <button type="button" className="btn" onClick={() => setOpen('password')}>
              {d('password')}
            </button>
          </p>
        )}
      </div>
      <div className="pad sheetgap">
        <SignOut />
        <p className="hint">{t('machine.signOutHint')}</p>
      </div>
      {open === 'devices' ? <DevicesSheet onClose={() => setOpen(null)} /> : null}
      {open === 'other' ? <OtherDeviceSheet path="/" onClose={() => setOpen(null)} /> : null}
    </Sheet>
  );
}

/** Language, light or dark, and keys: kept on this device only. */
function LookOfThisDevice() {
  const d = useDeviceWords();
  const { choose, chosen } = useWords();
  const { storage } = useHub();
  const [look, setLook] = useState(() => keptAppearance(storage));
  function change(next: Appearance) {
    keepAppearance(storage, next);
    applyAppearance(next, document);
    setLook(next);
  }
  const languages = [
    { value: 'auto', name: d('auto') },
    ...LANGUAGES.map((one) => ({ value: one, name: LANGUAGE_NAMES[one], lang: one })),
  ] as const;
  return (
    <>
      <SegmentedChoice
        label={d('language')}
        options={languages}
        chosen={chosen ?? 'auto'}
        onChoose={(value) => choose(value === 'auto' ? null : value)}
      />
      <SegmentedChoice
        label={d('theme')}
        options={APPEARANCES.map((value) => ({ value, name: d(value) }))}
        chosen={look.theme}
        onChoose={(theme) => change({ ...look, theme })}
      />
      <Suspense fallback={null}>
        <SwitchRow
          label={d('keys')}
          hint={d('keysHint')}
          on={look.singleKeys}
          onChange={(singleKeys) => change({ ...look, singleKeys })}
        />
      </Suspense>
    </>
  );
}

function roleWords(role: string, d: ReturnType<typeof useDeviceWords>): string {
  return role === 'admin' || role === 'operator' || role === 'viewer' ? d(role) : role;
}
