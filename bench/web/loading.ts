import { spread } from '../measure.ts';
import { newPhone, type Phone, watched } from './phone.ts';
import { row, type WebRow } from './rows.ts';
import type { WebStage } from './stage.ts';

const ROUNDS = 5;
/** Milliseconds without a larger paint after which the largest has been seen. */
const SETTLED_MS = 2_500;

/** Largest contentful paint of the first screen: with nothing on the device, and when the page was there before. */
export async function measureLoading(stage: WebStage): Promise<WebRow[]> {
  const cold: number[] = [];
  const warm: number[] = [];
  const bytes: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const phone = await newPhone(stage.browser, stage.signedIn);
    try {
      const counting = countBytes(phone);
      cold.push(await lcpOf(phone, stage.url));
      bytes.push(counting());
      await phone.page.waitForTimeout(SETTLED_MS); // the service worker takes the page in
      warm.push(await lcpOf(phone, stage.url));
    } finally {
      await phone.close();
    }
  }
  return [
    row('first-bytes', 'bytes on the wire until the first screen stands', {
      unit: 'KB',
      value: spread(bytes),
      most: 150,
    }),
    row('lcp-cold', 'largest paint, nothing on the device', { unit: 's', value: spread(cold), most: 1.8 }),
    row('lcp-warm', 'largest paint, opened before', { unit: 's', value: spread(warm), most: 0.6 }),
  ];
}

async function lcpOf(phone: Phone, url: string): Promise<number> {
  await phone.page.goto(`${url}/inbox`);
  await phone.page.getByRole('heading', { name: 'Inbox' }).waitFor();
  await phone.page.waitForTimeout(SETTLED_MS);
  return (await watched(phone)).lcp / 1000;
}

/** Until it is asked; what is fetched ahead later is not counted by asking early. */
function countBytes({ cdp, page }: Phone): () => number {
  let sum = 0;
  let until = Number.POSITIVE_INFINITY;
  const sizes: { at: number; bytes: number }[] = [];
  cdp.on('Network.loadingFinished', ({ timestamp, encodedDataLength }) => {
    sizes.push({ at: timestamp, bytes: encodedDataLength });
  });
  page.once('load', () => {
    until = Math.max(...sizes.map(({ at }) => at), 0) + 1;
  });
  return () => {
    sum = sizes.filter(({ at }) => at <= until).reduce((total, { bytes }) => total + bytes, 0);
    return sum / 1024;
  };
}
