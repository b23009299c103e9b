import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../../packages/testkit/src/browser.ts';
import { startProduct } from '../../packages/testkit/src/product.ts';
import { temporaryDirectory } from '../../packages/testkit/src/temporary.ts';
import type { Bench } from '../bench.ts';
import { fillHistory } from '../fill-history.ts';
import { turnEnded } from '../product-client.ts';
import { workAt } from './history.ts';
import { type SignedIn, signIn } from './phone.ts';

/** A built hub with histories of different length, and a browser that is signed in to it. */
export interface WebStage {
  readonly browser: Browser;
  readonly url: string;
  readonly signedIn: SignedIn;
  /** Shortest first. `last`: number of the newest text. */
  readonly sessions: readonly { readonly id: string; readonly events: number; readonly last: number }[];
}

const LENGTHS = [100, 10_000, 100_000];

export async function stageOfHistories(bench: Bench): Promise<WebStage> {
  const home = temporaryDirectory('bench-web');
  bench.later(() => home.remove());
  const sessions = [];
  for (const events of LENGTHS) {
    const title = `History of ${events}`;
    const id = await fillHistory(join(home.path, 'data'), events, { bodyAt: workAt, title });
    sessions.push({ id, events, last: events - 3 }); // of the last turn: a text, a tool's two events …
  }
  const args = ['--no-runner'];
  const product = await startProduct({ modelUrl: 'http://127.0.0.1:9', root: bench.root, home: home.path, args });
  bench.later(() => product.stop());
  const browser = await startBrowser();
  bench.later(() => browser.close());
  return { browser, url: product.url, signedIn: await signIn(browser, product), sessions };
}

export interface StreamStage extends Pick<WebStage, 'browser' | 'url' | 'signedIn'> {
  readonly session: string;
  /** Prompts the program that stands in for Claude; resolves when it begins. */
  say(prompt: string): Promise<{ stop(): Promise<unknown> }>;
  /** Events that a client on this machine has seen so far. */
  seen(): number;
}

export async function stageOfStream(bench: Bench): Promise<StreamStage> {
  const running = await bench.fakeProduct();
  let seen = 0;
  const client = await running.client((frame) => {
    seen += frame.events?.length ?? 0;
  });
  const session = await client.startSession();
  const browser = await startBrowser();
  bench.later(() => browser.close());
  return {
    ...{ browser, url: running.product.url, signedIn: await signIn(browser, running.product), session },
    seen: () => seen,
    say: async (prompt) => {
      const first = client.socket.next((frame) => (frame.events ? true : undefined));
      const ended = turnEnded(client, client.submit(session, { kind: 'prompt', text: prompt }));
      await first;
      const stop = () => {
        client.submit(session, { kind: 'interrupt', scope: 'turn' });
        return ended;
      };
      return { stop };
    },
  };
}
