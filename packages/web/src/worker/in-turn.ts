const LOCK = 'notifications';
/** Milliseconds after which it is done out of turn: two at once are better than none. */
const PATIENCE_MS = 3000;

/**
 * Page and worker show notifications and look for them one after the other. Chromium forgets a notification that is looked
 * for while it is being shown: it stays on the screen, a tap on it leads nowhere, and nobody can take it away.
 */
export async function inTurn(locks: LockManager | undefined, act: () => Promise<void>): Promise<void> {
  if (!locks) return act();
  let begun = false;
  const first = () => {
    begun = true;
    return act();
  };
  try {
    await locks.request(LOCK, { signal: AbortSignal.timeout(PATIENCE_MS) }, first);
  } catch (error) {
    if (begun) throw error;
    await act();
  }
}
