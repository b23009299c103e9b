import { describe, expect, test } from 'vitest';
import { forgetAll } from '../src/offline/forget-all.ts';
import { closeSettled } from '../src/signals/settled-notifications.ts';
import { inTurn } from '../src/worker/in-turn.ts';
import { memoryStorage } from './memory-storage.ts';

/** The browser's locks, as far as one of them is asked for. */
class OneLock {
  held = false;
  private queue: Promise<unknown> = Promise.resolve();

  readonly manager = {
    request: (_: string, options: LockOptions, act: () => Promise<void>) => {
      const mine = this.queue.then(async () => {
        options.signal?.throwIfAborted();
        this.held = true;
        return act().finally(() => {
          this.held = false;
        });
      });
      this.queue = mine.catch(() => {});
      return mine;
    },
  } as unknown as LockManager; // all that is asked of it
}

/** A browser whose notifications are looked for; `looked` says of each time whether it was in turn. */
function browser() {
  const lock = new OneLock();
  const looked: boolean[] = [];
  const getNotifications = async () => {
    looked.push(lock.held);
    return [];
  };
  const serviceWorker = { getRegistration: async () => ({ getNotifications }) };
  return { looked, navigator: { locks: lock.manager, serviceWorker } as unknown as Navigator };
}

describe('[W132] notifications are shown and looked for in turn', () => {
  test('[W132] one after the other, also after one that failed', async () => {
    const { manager } = new OneLock();
    const done: string[] = [];
    let finish = () => {};
    const first = inTurn(manager, async () => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      done.push('first');
      throw new Error('not shown');
    });
    const second = inTurn(manager, async () => void done.push('second'));
    await new Promise(setImmediate);
    expect(done).toEqual([]);
    finish();
    await expect(first).rejects.toThrow('not shown');
    await second;
    expect(done, 'what failed is not tried again').toEqual(['first', 'second']);
  });

  test('[W132] out of turn when another never ends, and where the browser has no locks', async () => {
    let done = 0;
    const act = async () => void done++;
    const request = async (_: string, { signal }: LockOptions) => {
      expect(signal, 'the wait has an end').toBeInstanceOf(AbortSignal);
      throw new DOMException('waited too long', 'TimeoutError');
    };
    await inTurn({ request } as unknown as LockManager, act);
    await inTurn(undefined, act);
    expect(done).toBe(2);
  });

  test('[W132] by a page that takes away what is settled', async () => {
    const { navigator, looked } = browser();
    await closeSettled({ navigator } as Window, [], 0);
    expect(looked).toEqual([true]);
  });

  test('[W132] at sign-out', async () => {
    const { navigator, looked } = browser();
    const databases = { deleteDatabase: () => ({ addEventListener: (_: string, done: () => void) => done() }) };
    await forgetAll({ navigator, storage: memoryStorage(), databases: databases as unknown as IDBFactory });
    expect(looked).toEqual([true]);
  });
});
