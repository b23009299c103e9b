import type { EventBody } from '@claude-remote/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyBatchToTranscript, applyToTranscript, emptyTranscript, prependToTranscript } from '../src/transcript.ts';
import { eventsOf, id, permission, queued, startedBody, tool, turnEnded, turnStarted } from './samples.ts';

const toolStarted = (name: string, parent?: string): EventBody => ({
  kind: 'tool-started',
  tool: tool(name),
  name: 'Bash',
  input: { command: name },
  ...(parent && { parent: tool(parent) }),
});
const toolEnded = (name: string): EventBody => ({
  kind: 'tool-ended',
  tool: tool(name),
  outcome: 'ok',
  output: 'fine',
  omitted: 0,
});
const text = (block: string): EventBody => ({ kind: 'text', block, text: block });

const LOG: EventBody[] = [
  startedBody,
  queued(1),
  turnStarted(1),
  { kind: 'command-applied', command: id(1) },
  text('b1'),
  toolStarted('helper'),
  toolStarted('inner', 'helper'),
  toolEnded('inner'),
  toolEnded('helper'),
  { kind: 'request-opened', request: permission },
  {
    kind: 'request-closed',
    request: permission.id,
    closing: { how: 'withdrawn', reason: 'interrupted' },
  },
  text('b2'),
  turnEnded(1),
];

describe('transcript', () => {
  it('reads in order, with a helper’s steps inside it and ends joined to their starts', () => {
    const { items } = applyBatchToTranscript(emptyTranscript(), eventsOf(LOG));
    expect(items.map((item) => item.kind)).toEqual(['notice', 'prompt', 'text', 'tool', 'request', 'text', 'result']);
    expect(items[1]).toMatchObject({ kind: 'prompt', applied: true });
    expect(items[3]).toMatchObject({ status: 'ok', children: [{ kind: 'tool', tool: 'inner', status: 'ok' }] });
    expect(items[4]).toMatchObject({ closing: { how: 'withdrawn' }, closedAt: expect.any(Number) });
  });

  it('is the same whether events come one by one, in batches, or the older half later', () => {
    const events = eventsOf(LOG);
    const whole = applyBatchToTranscript(emptyTranscript(), events);
    expect(events.reduce(applyToTranscript, emptyTranscript())).toEqual(whole);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: LOG.length - 1 }), (cut) => {
        const newer = applyBatchToTranscript(emptyTranscript(), events.slice(cut));
        expect(prependToTranscript(newer, events.slice(0, cut))).toEqual(whole);
      }),
    );
  });

  it('takes back blocks that Claude does not remember', () => {
    const events = eventsOf([turnStarted(1), text('b1'), text('b2'), { kind: 'blocks-superseded', blocks: ['b1'] }]);
    const { items } = applyBatchToTranscript(emptyTranscript(), events);
    expect(items.map((item) => item.kind === 'text' && item.block)).toEqual([false, 'b2']);
  });
});
