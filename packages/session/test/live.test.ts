import { asToolId, type LiveValue } from '@claude-remote/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clearedLive, joinLive } from '../src/live.ts';

const piece = (offset: number, text: string): LiveValue => ({
  kind: 'partial',
  block: 'b',
  thinking: false,
  offset,
  text,
});

describe('live values', () => {
  it('pieces of a text join to the text, however it was cut and repeated', () => {
    const cuts = fc.array(fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 9 })), { maxLength: 20 });
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 80 }), cuts, (text, overlaps) => {
        let held: LiveValue | undefined;
        let at = 0;
        for (const [back, length] of [...overlaps, [0, text.length]] as const) {
          const from = Math.max(0, at - back);
          const joined = joinLive(held, piece(from, text.slice(from, from + back + length)));
          if (from === 0 && held) continue; // a new beginning replaces what was there
          held = joined ?? held;
          at = held?.kind === 'partial' ? held.offset + held.text.length : 0;
          expect(held).toMatchObject({ text: text.slice(0, at) });
        }
      }),
    );
  });

  it('a piece that would leave a hole is left out', () => {
    expect(joinLive(piece(0, 'abc'), piece(4, 'e'))).toBeNull();
    expect(joinLive(piece(0, 'abc'), piece(3, 'd'))).toMatchObject({ offset: 0, text: 'abcd' });
  });

  it('an event takes the place of what was live about it', () => {
    const tool = asToolId('t1');
    expect(clearedLive({ kind: 'text', block: 'b', text: '' })).toEqual({ key: 'partial:b' });
    expect(clearedLive({ kind: 'tool-ended', tool, outcome: 'ok', output: '', omitted: 0 })).toEqual({
      key: 'tool:t1',
    });
    expect(clearedLive({ kind: 'claude-ended', reason: 'crashed' })).toBe('all');
    expect(clearedLive({ kind: 'queue-resumed' })).toBeNull();
  });
});
