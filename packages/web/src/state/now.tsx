import { createContext, type ReactNode, use, useEffect, useState } from 'react';

/** Unix ms as the hub has it, so that a device whose clock is off by a day still shows true ages. */
export type Now = () => number;

const NowContext = createContext<Now | null>(null);

export function NowProvider({ now, children }: { now: Now; children: ReactNode }) {
  return <NowContext value={now}>{children}</NowContext>;
}

/** What tells the time; for what is not drawn. */
export function useHubTime(): Now {
  const now = use(NowContext);
  if (!now) throw new Error('useHubTime outside NowProvider');
  return now;
}

/** The time, again every `everyMs` while `running`. */
export function useNow(everyMs: number, running = true): number {
  const now = useHubTime();
  const [time, setTime] = useState(now);
  useEffect(() => {
    if (!running) return;
    setTime(now());
    const timer = setInterval(() => setTime(now()), everyMs);
    return () => clearInterval(timer);
  }, [now, everyMs, running]);
  return time;
}
