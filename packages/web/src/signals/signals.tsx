/**
 * What an open page does beside its screens: tones, the screen's wake lock, notifications that are settled, and the taps on
 * those that the worker hands over. It draws nothing and is loaded after the first screen.
 */
import type { SessionId } from '@claude-remote/protocol';
import { useEffect, useMemo, useRef } from 'react';
import { useWords } from '../i18n/language.tsx';
import { useHub, useOverview } from '../state/hub-context.tsx';
import { useHubTime } from '../state/now.tsx';
import { keepOn } from './device-push.ts';
import { type DeviceSignals, useDeviceSignals } from './device-signals.ts';
import { onceHandsRest } from './hands-rest.ts';
import { type Heard, heardOf, signalBetween } from './heard.ts';
import { closeSettled } from './settled-notifications.ts';
import { createTones } from './tones.ts';
import { keepScreenOn } from './wake-lock.ts';

export function Signals({ session }: { session: SessionId | null }) {
  const { storage, http } = useHub();
  const { language } = useWords();
  const [signals] = useDeviceSignals(storage);
  useTones(session, signals);
  useLooking(session);
  useEffect(() => (signals.wake ? keepScreenOn(window) : undefined), [signals.wake]);
  useEffect(() => {
    keepOn({ window, http, language }).catch(() => {}); // the next page does it
  }, [http, language]);
  return null;
}

/**
 * Milliseconds after the last tap or key: making sound ready takes a slow phone a tenth of a second, in which whoever goes
 * on typing would wait for the next letter.
 */
const AFTER_TAP_MS = 400;

function useTones(session: SessionId | null, { done, asked, vibrate }: DeviceSignals): void {
  const { clock } = useHub();
  const { sessions, known, rememberedAt } = useOverview();
  const told = known && rememberedAt === null;
  const tones = useMemo(() => createTones(() => new AudioContext(), navigator), []);
  const audible = done || asked;
  const before = useRef<Heard | null>(null);
  const hubTime = useHubTime();
  useEffect(() => {
    if (!audible) return;
    // Browsers let a page sound only after a tap, and soon after it.
    const stop = onceHandsRest(window, clock, { ms: AFTER_TAP_MS, act: () => tones.unlock() });
    return () => {
      stop();
      tones.close();
    };
  }, [tones, audible, clock]);
  useEffect(() => {
    if (!told) return;
    const now = heardOf(sessions, session);
    const signal = before.current ? signalBetween(before.current, now) : null;
    before.current = now;
    void closeSettled(window, sessions, hubTime()).catch(() => {}); // a browser without notifications
    if (signal === null || !{ done, asked }[signal]) return;
    tones.play(signal);
    if (vibrate) tones.buzz(signal);
  }, [sessions, told, session, tones, done, asked, vibrate, hubTime]);
}

/** Tells the hub what the person sees, so that this device is not told of it as well. */
function useLooking(session: SessionId | null): void {
  const { client } = useHub();
  useEffect(() => {
    const tell = () => client.looksAt(document.visibilityState === 'visible' ? session : null);
    tell();
    document.addEventListener('visibilitychange', tell);
    return () => {
      document.removeEventListener('visibilitychange', tell);
      client.looksAt(null);
    };
  }, [client, session]);
}
