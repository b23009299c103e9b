import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  clientToHub,
  hubToRunner,
  MAX_CLIENT_FRAME_BYTES,
  MAX_JSON_DEPTH,
  MAX_RUNNER_FRAME_BYTES,
  parseFrame,
  RemoteError,
  runnerToHub,
} from '../src/index.ts';
import { CLIENT_TO_HUB, RUNNER_TO_HUB } from './golden/frames.ts';

/** The code with which a text is refused; null when it is taken. Anything but a RemoteError fails the test. */
function refusal(schema: z.ZodType, text: string, maxBytes = MAX_RUNNER_FRAME_BYTES): string | null {
  try {
    parseFrame(schema, text, maxBytes);
    return null;
  } catch (error) {
    if (error instanceof RemoteError) return error.code;
    throw error;
  }
}

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('[P5] a frame is refused with a code, whatever it holds', () => {
  const KNOWN = [null, 'too_large', 'too_deep', 'bad_frame'];

  test('any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => KNOWN.includes(refusal(clientToHub, text))));
  });

  test('any JSON', () => {
    fc.assert(fc.property(fc.json(), (text) => KNOWN.includes(refusal(runnerToHub, text))));
  });

  test('a good frame with a piece cut out, doubled or replaced', () => {
    const lines = [...CLIENT_TO_HUB, ...RUNNER_TO_HUB].map((frame) => JSON.stringify(frame));
    const broken = fc
      .tuple(fc.constantFrom(...lines), fc.nat(), fc.nat(40), fc.string({ unit: 'binary', maxLength: 8 }))
      .map(([line, at, length, piece]) => {
        const from = at % line.length;
        return line.slice(0, from) + piece + line.slice(from + length);
      });
    fc.assert(
      fc.property(
        broken,
        (text) => KNOWN.includes(refusal(clientToHub, text)) && KNOWN.includes(refusal(runnerToHub, text)),
      ),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['a number', '1e999'],
    ['no type', '{}'],
    ['an unknown type', '{"type":"sudo"}'],
    ['a type that is an object', '{"type":{"toString":1}}'],
    ['an inherited type', '{"type":"constructor"}'],
    ['two values', '{"type":"watch"}{"type":"watch"}'],
    ['a field too many', '{"type":"watch","role":"admin"}'],
    ['a prototype', '{"type":"watch","__proto__":{"role":"admin"}}'],
    ['a string that never ends', '{"type":"wat'],
    ['a wrong id', '{"type":"unsubscribe","session":"../../etc"}'],
    ['an infinite credit', '{"type":"credit","bytes":1e999}'],
    ['a negative credit', '{"type":"credit","bytes":-1}'],
    ['half a credit', '{"type":"credit","bytes":0.5}'],
  ])('%s', (_, text) => {
    expect(refusal(clientToHub, text)).toBe('bad_frame');
  });
});

describe('[P6] size and depth are judged before anything costly', () => {
  test('bytes are counted, not characters', () => {
    const schema = z.string();
    expect(refusal(schema, `"${'ü'.repeat(10)}"`, 22)).toBeNull();
    expect(refusal(schema, `"${'ü'.repeat(10)}"`, 21)).toBe('too_large');
    expect(refusal(clientToHub, ' '.repeat(MAX_CLIENT_FRAME_BYTES + 1), MAX_CLIENT_FRAME_BYTES)).toBe('too_large');
  });

  test('the deepest allowed nesting passes, one more does not', () => {
    expect(refusal(z.unknown(), nested(MAX_JSON_DEPTH))).toBeNull();
    expect(refusal(z.unknown(), nested(MAX_JSON_DEPTH + 1))).toBe('too_deep');
    expect(refusal(z.unknown(), '{"a":'.repeat(100_000))).toBe('too_deep');
  });

  test('brackets inside strings are text', () => {
    expect(refusal(z.string(), `"${'['.repeat(1000)}"`)).toBeNull();
    expect(refusal(z.string(), `"\\"${'{'.repeat(1000)}"`)).toBeNull();
    expect(refusal(z.unknown(), `["\\\\",${nested(MAX_JSON_DEPTH)}]`)).toBe('too_deep');
  });

  test('depth is the same as that of the value, for any JSON', () => {
    const depthOf = (value: unknown): number =>
      typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
    // Wrapped from the inside out: a generator of deep trees makes trees that are as wide as they are deep.
    const wrappers = fc.array(fc.option(fc.string(), { nil: null }), { maxLength: MAX_JSON_DEPTH + 4, size: 'max' });
    const deep = fc
      .tuple(fc.jsonValue({ maxDepth: 2 }), wrappers)
      .map(([core, keys]) => keys.reduce<unknown>((value, key) => (key === null ? [value] : { [key]: value }), core));
    fc.assert(
      fc.property(deep, (value) => {
        const expected = depthOf(value) > MAX_JSON_DEPTH ? 'too_deep' : null;
        return refusal(z.unknown(), JSON.stringify(value)) === expected;
      }),
    );
  });

  test('a string of quotes that never ends costs one pass', () => {
    // Quadratic work on this text takes hours, so a return to it is seen as the test's own timeout.
    expect(refusal(z.unknown(), `"${'\\"'.repeat(2_000_000)}`)).toBe('bad_frame');
  });
});

describe('[P7] what passes is what the schema names', () => {
  test('a doubled key counts once, the last time', () => {
    expect(parseFrame(clientToHub, '{"type":"ping","n":1,"n":2}', 1000)).toEqual({ type: 'ping', n: 2 });
    expect(refusal(clientToHub, '{"type":"watch","type":"sudo"}')).toBe('bad_frame');
  });

  test('no prototype is changed and no inherited field is read', () => {
    parseFrame(hubToRunner, '{"type":"ping","n":1,"__proto__":{"polluted":1},"constructor":{}}', 1000);
    expect('polluted' in {}).toBe(false);
    const frame = parseFrame(hubToRunner, '{"type":"ping","n":1,"__proto__":{"polluted":1}}', 1000);
    expect('polluted' in frame).toBe(false);
  });

  test('a refusal does not carry the frame back', () => {
    const text = JSON.stringify({ type: 'watch', ['k'.repeat(50_000)]: 1 });
    expect(() => parseFrame(clientToHub, text, MAX_CLIENT_FRAME_BYTES)).toThrow(/^.{1,500}$/s);
  });
});
