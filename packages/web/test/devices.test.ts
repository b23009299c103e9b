import { describe, expect, test } from 'vitest';
import { deviceName } from '../src/devices/device-name.ts';
import { pairingLink, pairingOf } from '../src/devices/pairing-link.ts';
import { DEVICE_WORDS } from '../src/devices/words.ts';
import { fill } from '../src/i18n/catalogue.ts';
import { keepAppearance, keptAppearance } from '../src/state/appearance.ts';

const SESSION = '/sessions/00000000-0000-4000-8000-000000000001';

describe('[W80] the link of a pairing', () => {
  test('[W80] has the secret and the place behind it in its fragment only, and is read back', () => {
    const link = new URL(pairingLink('https://hub.example:3100', 'se-cr_et', SESSION));
    expect([link.pathname, link.search]).toEqual(['/pair', '']);
    expect(pairingOf(link)).toEqual({ secret: 'se-cr_et', path: SESSION });
    expect(pairingOf(new URL(pairingLink('https://hub.example', 'x', '/')))).toEqual({ secret: 'x', path: '/' });
    expect(pairingOf(new URL('https://hub.example/pair'))).toEqual({ secret: null, path: '/' });
    expect(pairingOf(new URL('https://hub.example/sessions'))).toBeNull();
  });

  test('[W80] leads to a session of this page or nowhere, whatever somebody wrote behind it', () => {
    const path = (hash: string) => pairingOf({ pathname: '/pair', hash })?.path;
    for (const hostile of ['#a//evil.example', '#a/sessions/../x', '#ajavascript:1', '#a/machines', `#a${SESSION}/x`])
      expect(path(hostile), hostile).toBe('/');
  });
});

test('[W81] a device has the name its owner gave it, else the words of its browser', () => {
  const d = (key: keyof typeof DEVICE_WORDS.ko, params = {}) => fill(DEVICE_WORDS.ko[key], params);
  const iphone = { browser: 'Safari', system: 'iPhone', distance: 'far' } as const;
  expect(deviceName(iphone, d)).toBe('iPhone의 Safari');
  expect(deviceName({ ...iphone, name: 'Kitchen' }, d)).toBe('Kitchen');
  expect(deviceName({ ...iphone, system: null }, d)).toBe('Safari');
  expect(deviceName({ browser: null, system: null, distance: 'here' }, d)).toBe('알 수 없는 브라우저');
});

test('[W82] light or dark and single letters are remembered on the device, and nonsense is the default', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  expect(keptAppearance(storage)).toEqual({ theme: 'auto', singleKeys: true });
  keepAppearance(storage, { theme: 'dark', singleKeys: false });
  expect(keptAppearance(storage)).toEqual({ theme: 'dark', singleKeys: false });
  kept.set('appearance', '"><script>');
  expect(keptAppearance(storage)).toEqual({ theme: 'auto', singleKeys: true });
});
