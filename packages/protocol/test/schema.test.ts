import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  clientToHub,
  describeError,
  ERROR_CODES,
  hubToClient,
  hubToRunner,
  PROTOCOL_VERSION,
  PROTOCOL_VERSION_MIN,
  RemoteError,
  runnerToHub,
} from '../src/index.ts';
import * as limits from '../src/limits.ts';

/**
 * The schema as it was when this version number was given out. When this fails, either raise PROTOCOL_VERSION (a new file
 * is written) or, for what old peers cannot notice, run `npx vitest run packages/protocol -u` and say in the commit why.
 */
test('[P2] the schema of a protocol version does not change', async () => {
  const families = { clientToHub, hubToClient, runnerToHub, hubToRunner };
  const schemas = Object.entries(families).map(([name, schema]) => [name, z.toJSONSchema(schema, { io: 'input' })]);
  const text = `${JSON.stringify(Object.fromEntries(schemas), null, 1)}\n`;
  await expect(text).toMatchFileSnapshot(join(import.meta.dirname, `fixtures/schema-v${PROTOCOL_VERSION}.json`));
});

test('[P2] the range of versions spoken is not empty', () => {
  expect(PROTOCOL_VERSION_MIN).toBeLessThanOrEqual(PROTOCOL_VERSION);
});

test('[P3] the limits are these', async () => {
  const table = Object.entries(limits).map(([name, value]) => `${name} ${value}`);
  await expect(`${table.sort().join('\n')}\n`).toMatchFileSnapshot(join(import.meta.dirname, 'fixtures/limits.txt'));
});

test('[P4] the error codes are these, and none is taken away', async () => {
  await expect(`${[...ERROR_CODES].sort().join('\n')}\n`).toMatchFileSnapshot(
    join(import.meta.dirname, 'fixtures/error-codes.txt'),
  );
});

test.each(ERROR_CODES)('[P4] %s is worded in a sentence', (code) => {
  const open = describeError(code).match(/\?/g)?.length ?? 0;
  const names = ['what', 'detail', 'limit', 'seconds', 'host', 'min', 'max', 'theirs', 'ours', 'session', 'machine'];
  const more = ['name', 'path', 'mode', 'id', 'after', 'head', 'bytes', 'ref'];
  const filled = describeError(code, Object.fromEntries([...names, ...more].map((name) => [name, 'X'])));
  expect(filled).not.toMatch(/[{}?]/);
  expect(filled.match(/X/g)?.length ?? 0).toBe(open);
  expect(new RemoteError(code).toWire()).toEqual({ code, error: describeError(code) });
});

test('[P4] details are put in as they are, also when they look like placeholders', () => {
  expect(describeError('bad_request', { detail: '$& {limit}' })).toBe(
    'The request is not of the documented form: $& {limit}.',
  );
});
