import { useCallback, useSyncExternalStore } from 'react';

/** What this device does by itself while a page is open; remembered on the device, whoever is signed in. */
export interface DeviceSignals {
  /** Tones: when the queue of the open session is done, and when something is asked. */
  readonly done: boolean;
  readonly asked: boolean;
  /** Together with the tones. */
  readonly vibrate: boolean;
  /** Keeps the screen on while the page is in view. */
  readonly wake: boolean;
}

const REMEMBERED = 'signals';
const DEFAULT: DeviceSignals = { done: true, asked: true, vibrate: true, wake: false };

const listeners = new Set<() => void>();

function readSignals(storage: Storage): DeviceSignals {
  try {
    const kept: unknown = JSON.parse(storage.getItem(REMEMBERED) ?? '{}');
    const flags = typeof kept === 'object' && kept !== null ? Object.entries(kept) : [];
    const known = flags.filter(([name, on]) => name in DEFAULT && typeof on === 'boolean');
    return { ...DEFAULT, ...Object.fromEntries(known) };
  } catch {
    return DEFAULT;
  }
}

export function useDeviceSignals(storage: Storage): [DeviceSignals, (change: Partial<DeviceSignals>) => void] {
  const text = useSyncExternalStore(subscribe, () => storage.getItem(REMEMBERED));
  const change = useCallback(
    (part: Partial<DeviceSignals>) => {
      storage.setItem(REMEMBERED, JSON.stringify({ ...readSignals(storage), ...part }));
      for (const listener of listeners) listener();
    },
    [storage],
  );
  // `text` is what is read: a change of it draws anew.
  return [text === null ? DEFAULT : readSignals(storage), change];
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener); // another tab changed it
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}
