import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenDoor, openDoor } from './support/open-door.ts';

let door: OpenDoor;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

test('[W123] what is shared without a worker there leads to the page, whatever it is and whoever sends it; nothing is read', async () => {
  const form = 'x'.repeat(3_000_000);
  const kinds = [
    { 'content-type': 'multipart/form-data; boundary=a', origin: 'null', 'sec-fetch-site': 'cross-site' },
    { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'none' },
  ];
  for (const headers of kinds) {
    const answer = await door.ask('/share', { method: 'POST', body: form, headers });
    expect(answer).toMatchObject({ status: 303, headers: { location: '/sessions?shared' } });
    expect(answer.headers['set-cookie']).toBeUndefined();
  }
  const foreign = await door.ask('/api/auth/login', { body: {}, headers: { origin: 'null' } });
  expect(foreign.json).toMatchObject({ code: 'wrong_origin' });
});
