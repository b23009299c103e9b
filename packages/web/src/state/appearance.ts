/** How this device looks and which keys act, as its person chose; read before the first paint, so nothing flickers. */
export interface Appearance {
  readonly theme: Theme;
  /** Whether single letters act where nothing is being written. */
  readonly singleKeys: boolean;
}

export const APPEARANCES = ['auto', 'light', 'dark'] as const;
type Theme = (typeof APPEARANCES)[number];

const REMEMBERED = 'appearance';

export function keptAppearance(storage: Pick<Storage, 'getItem'>): Appearance {
  const words = (storage.getItem(REMEMBERED) ?? '').split(' ');
  const theme = APPEARANCES.find((one) => one === words[0]) ?? 'auto';
  return { theme, singleKeys: words[1] !== 'no-keys' };
}

export function keepAppearance(storage: Pick<Storage, 'setItem'>, { theme, singleKeys }: Appearance): void {
  storage.setItem(REMEMBERED, `${theme} ${singleKeys ? 'keys' : 'no-keys'}`);
}

export function applyAppearance({ theme, singleKeys }: Appearance, { documentElement: root }: Document): void {
  if (theme === 'auto') delete root.dataset.theme;
  else root.dataset.theme = theme;
  if (singleKeys) delete root.dataset.keys;
  else root.dataset.keys = 'off';
}
