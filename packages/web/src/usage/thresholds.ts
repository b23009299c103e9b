/** From when on usage is drawn in amber and in red, as the person set it on this device. */
export interface Thresholds {
  /** Dollars in one day. */
  readonly dayWarn: number;
  readonly dayRisk: number;
  /** Minutes before the 5-hour block is reset. */
  readonly resetWarn: number;
  readonly resetRisk: number;
  /** Per cent of a limit of the account. */
  readonly limitWarn: number;
}

export const THRESHOLDS = ['dayWarn', 'dayRisk', 'resetWarn', 'resetRisk', 'limitWarn'] as const;
/** Those that people know from the tools before. */
export const DEFAULT_THRESHOLDS: Thresholds = {
  dayWarn: 50,
  dayRisk: 100,
  resetWarn: 60,
  resetRisk: 30,
  limitWarn: 80,
};

const REMEMBERED = 'usage-thresholds';

export function rememberedThresholds(storage: Pick<Storage, 'getItem'>): Thresholds {
  const words = (storage.getItem(REMEMBERED) ?? '').split(' ');
  const kept: Record<keyof Thresholds, number> = { ...DEFAULT_THRESHOLDS };
  THRESHOLDS.forEach((name, at) => {
    const value = Number(words[at] || Number.NaN);
    if (isThreshold(value)) kept[name] = value;
  });
  return kept;
}

export function rememberThresholds(storage: Pick<Storage, 'setItem'>, thresholds: Thresholds): void {
  storage.setItem(REMEMBERED, THRESHOLDS.map((name) => thresholds[name]).join(' '));
}

export function isThreshold(value: number): boolean {
  return Number.isFinite(value) && value > 0 && value < 1e6;
}
