import { join } from 'node:path';
import { startScriptedModel } from '../packages/scripted-model/src/index.ts';
import { type Product, startProduct } from '../packages/testkit/src/product.ts';
import { connectClient, type ProductClient, type Reach, reachOf } from './product-client.ts';
import { startRawRelay } from './raw-relay.ts';
import { type Frame, type FrameSocket, openFrames } from './socket.ts';

/** What the measurements run on: products and relays of their own, ended with the measurement that asked for them. */
export interface Bench {
  /** The whole product around a program that stands in for Claude Code. */
  fakeProduct(): Promise<Running>;
  /** The whole product around the real Claude Code and the scripted model. */
  realProduct(): Promise<Running & { readonly modelUrl: string }>;
  /** The same program behind a raw relay, with the certificates of the newest product; `synced`: each line by the disk. */
  rawRelay(options?: {
    synced: boolean;
  }): Promise<{ readonly url: string; readonly ca: string; viewer(onFrame: OnFrame): Promise<FrameSocket> }>;
  /** Repository root. */
  readonly root: string;
  /** The program that stands in for Claude Code. */
  readonly fakeClaude: string;
  /** Runs when the measurement is over. */
  later(clean: () => unknown): void;
}

export interface Running {
  readonly product: Product;
  readonly reach: Reach;
  client(onFrame?: OnFrame): Promise<ProductClient>;
}

type OnFrame = (frame: Frame) => void;

export async function withBench<Result>(root: string, measure: (bench: Bench) => Promise<Result>): Promise<Result> {
  const cleaning: (() => unknown)[] = [];
  const fake = join(root, 'packages/testkit/src/fake-claude.mjs');
  let newest: Product | null = null;
  const running = async (modelUrl: string, args: readonly string[]): Promise<Running> => {
    const product = await startProduct({ modelUrl, root, args });
    newest = product;
    cleaning.push(() => product.stop());
    await machineOnline(product);
    const reach = reachOf(product);
    return {
      product,
      reach,
      client: async (onFrame) => {
        const client = await connectClient(reach, onFrame);
        cleaning.push(() => client.socket.close());
        return client;
      },
    };
  };
  try {
    return await measure({
      root,
      fakeClaude: fake,
      later: (clean) => cleaning.push(clean),
      fakeProduct: () => running('http://127.0.0.1:9', ['--claude', fake]),
      realProduct: async () => {
        const model = await startScriptedModel();
        cleaning.push(() => model.close());
        return { ...(await running(model.url, [])), modelUrl: model.url };
      },
      rawRelay: async ({ synced } = { synced: false }) => {
        if (!newest) throw new Error('a relay borrows its certificates from a product: start one first');
        const relay = await startRawRelay(newest, { program: [process.execPath, fake], synced });
        cleaning.push(() => relay.stop());
        return {
          ...relay,
          viewer: async (onFrame) => {
            const socket = await openFrames(relay.url, { ca: relay.ca, onFrame });
            cleaning.push(() => socket.close());
            return socket;
          },
        };
      },
    });
  } finally {
    for (const clean of cleaning.reverse()) await clean();
  }
}

/** The runner beside the hub says hello a moment after the hub listens. */
async function machineOnline(product: Product): Promise<void> {
  const client = await connectClient(reachOf(product));
  const online = client.socket.next((frame) => (/"online":true/.test(JSON.stringify(frame)) ? true : undefined));
  client.socket.send({ type: 'watch' });
  await online;
  client.socket.close();
}
