import type { ReactNode } from 'react';

/** The one sign of a session or a step: each state has its own shape, so that colour is never the only sign. */
export type MarkKind =
  | 'waiting'
  | 'doubtful'
  | 'working'
  | 'paused'
  | 'failed'
  | 'finished'
  | 'quiet'
  /** Not known now: its machine is away, or the link is cut. */
  | 'unknown';

const SHAPES: Record<MarkKind, ReactNode> = {
  waiting: (
    <>
      <rect x="1.5" y="1.5" width="13" height="13" rx="2" fill="var(--marker)" stroke="var(--on-marker)" />
      <path d="M8 4.6v4" stroke="var(--on-marker)" strokeWidth="2" />
      <circle cx="8" cy="11.3" r="1.1" fill="var(--on-marker)" stroke="none" />
    </>
  ),
  doubtful: (
    <>
      <circle cx="8" cy="8" r="5.5" stroke="var(--warn)" />
      <path d="M6.3 6.6a1.8 1.8 0 1 1 2.6 1.6c-.6.3-.9.7-.9 1.3" stroke="var(--warn)" />
      <circle cx="8" cy="11.3" r=".6" fill="var(--warn)" stroke="none" />
    </>
  ),
  working: (
    <>
      <circle cx="8" cy="8" r="5.5" stroke="var(--press)" strokeWidth="2" />
      <path className="spin" d="M8 2.5A5.5 5.5 0 0 1 13.5 8" stroke="var(--run)" strokeWidth="2" />
    </>
  ),
  paused: <path d="M5.5 3.5v9M10.5 3.5v9" strokeWidth="2" />,
  failed: <path d="m4 4 8 8m0-8-8 8" stroke="var(--risk)" strokeWidth="2" />,
  finished: <path d="m3 8.5 3.2 3.2L13 4.6" stroke="var(--ok)" strokeWidth="2" />,
  quiet: <circle cx="8" cy="8" r="4" />,
  unknown: <circle cx="8" cy="8" r="5" strokeDasharray="2.2 2.1" />,
};

const FRAME = {
  width: 16,
  height: 16,
  viewBox: '0 0 16 16',
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 1.5,
  strokeLinecap: 'round',
} as const;

/** `label` is read aloud; without it the mark is decoration beside words that say the same. */
export function Mark({ kind, label }: { kind: MarkKind; label?: string }) {
  if (label === undefined)
    return (
      <svg {...FRAME} aria-hidden="true">
        {SHAPES[kind]}
      </svg>
    );
  return (
    <svg {...FRAME} role="img" aria-label={label}>
      {SHAPES[kind]}
    </svg>
  );
}
