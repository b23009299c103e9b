import type { DeviceWordsOf } from './words.ts';

/** A device as the hub describes it: read from what its browser says of itself. */
export interface DeviceWords {
  readonly browser: string | null;
  readonly system: string | null;
  readonly distance: 'here' | 'near' | 'far' | 'unknown';
}

export interface Device extends DeviceWords {
  readonly id: string;
  readonly name: string | null;
  /** Unix ms. */
  readonly createdAt: number;
  readonly lastUsedAt: number;
  readonly current: boolean;
}

/** What its owner calls it, else `Safari on iPhone`. */
export function deviceName({ browser, system, name = null }: DeviceWords & { name?: string | null }, d: DeviceWordsOf) {
  if (name !== null) return name;
  if (browser !== null && system !== null) return d('browserOn', { browser, system });
  return browser ?? system ?? d('unknownDevice');
}
