import { asSessionId, type Event } from '@claude-remote/protocol';
import { applyBatchToTranscript, emptyTranscript, type Transcript } from '@claude-remote/session';
import { describe, expect, test } from 'vitest';
import { bounded, shownTranscript, withFollowing, withNewer, withNewest, withOlder, withPage } from '../src/reading.ts';
import { emptyView, type SessionView } from '../src/session-view.ts';

const events = (from: number, to: number): Event[] =>
  Array.from({ length: to - from + 1 }, (_, n) => {
    const seq = from + n;
    return { epoch: 1, seq, at: 0, body: { kind: 'text', block: String(seq), text: `text ${seq}` } };
  });
const fold = (from: number, to: number) => applyBatchToTranscript(emptyTranscript(), events(from, to));
const opened: SessionView = {
  ...emptyView(asSessionId('00000000-0000-4000-8000-000000000001')),
  transcript: fold(9_901, 10_000),
};
const spanOf = (transcript: Transcript | null) => transcript && [transcript.from, transcript.to];
/** Scrolls up page by page to that event. */
const upTo = (view: SessionView, seq: number): SessionView => {
  let reached = view;
  while (shownTranscript(reached).from > seq) {
    const { from } = shownTranscript(reached);
    reached = withOlder(reached, events(Math.max(1, from - 200), from - 1));
  }
  return reached;
};

describe('reading a long session', () => {
  test('[W63] far back, both what is read and the newest are held, and nothing else', () => {
    const far = upTo(opened, 5_000);
    expect(spanOf(far.past)).toEqual([4_901, 5_500]);
    expect(far.transcript.events.length).toBeLessThanOrEqual(300);
    expect(far.transcript.to).toBe(10_000);
    expect(spanOf(upTo(opened, 1).past)).toEqual([1, 600]);
  });

  test('[W63] going forward again ends in one window without a gap', () => {
    let view = upTo(opened, 8_000);
    for (let n = 0; n < 20 && view.past; n++) view = withNewer(view, events(view.past.to + 1, view.past.to + 200));
    expect(view.past).toBeNull();
    expect(view.transcript.to).toBe(10_000);
    const seqs = view.transcript.events.map(({ seq }) => seq);
    expect(seqs).toEqual(Array.from(seqs, (_, n) => view.transcript.from + n));
  });

  test('[W63] a page that does not touch what is read changes nothing', () => {
    expect(withOlder(opened, events(9_600, 9_800))).toBe(opened);
    expect(withOlder(opened, [])).toBe(opened);
    const far = withPage(opened, events(100, 200));
    expect(withNewer(far, events(300, 400))).toBe(far);
    expect(withNewer(opened, events(10_001, 10_002))).toBe(opened);
    expect(withPage(opened, events(20_000, 20_010))).toBe(opened);
  });

  test('[W63] a page from anywhere is read there, and one that reaches the newest joins them', () => {
    const far = withPage(opened, events(100, 299));
    expect(spanOf(shownTranscript(far))).toEqual([100, 299]);
    expect(spanOf(far.transcript)).toEqual([9_901, 10_000]);
    const near = withPage(opened, events(9_801, 10_000));
    expect(near.past).toBeNull();
    expect(spanOf(near.transcript)).toEqual([9_801, 10_000]);
  });

  test('[W63] back at the end, what is far above is let go', () => {
    const far = upTo(opened, 2_000);
    expect(withFollowing(far, true).past).toBe(far.past);
    const back = withNewest(far);
    expect(back.past).toBeNull();
    expect(back.transcript.to).toBe(10_000);
    expect(back.transcript.events.length).toBeLessThanOrEqual(300);
    expect(withFollowing(back, true)).toBe(back);
  });

  test('[W63] a session that goes on for hours is bounded, and never takes from a reader what they read', () => {
    const grown = { ...opened, transcript: fold(8_000, 10_000) };
    const following = bounded(grown);
    expect(following.transcript.events.length).toBeLessThanOrEqual(600);
    expect(following.past).toBeNull();
    const reading = bounded({ ...grown, following: false });
    expect(spanOf(reading.past)).toEqual([8_000, 8_599]);
    expect(reading.transcript.to).toBe(10_000);
  });
});
