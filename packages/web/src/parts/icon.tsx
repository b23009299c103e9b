import type { ReactNode } from 'react';

/** Every glyph of the interface, drawn on a 16 × 16 grid with one stroke. Decoration only: the words beside it carry the meaning. */
const GLYPHS = {
  back: <path d="M10 3 5 8l5 5" />,
  next: <path d="m6 3 5 5-5 5" />,
  down: <path d="m3.5 6 4.5 4.5L12.5 6" />,
  up: <path d="m3.5 10 4.5-4.5 4.5 4.5" />,
  close: <path d="m3.5 3.5 9 9m0-9-9 9" />,
  plus: <path d="M8 2.5v11M2.5 8h11" />,
  send: <path d="M8 13.5v-11M3.5 7 8 2.5 12.5 7" />,
  camera: (
    <>
      <path d="M2 5h2.8l1-1.8h4.4l1 1.8H14v8H2z" />
      <circle cx="8" cy="8.8" r="2.2" />
    </>
  ),
  mic: (
    <>
      <rect x="6" y="2" width="4" height="7.5" rx="2" />
      <path d="M3.8 7.5c0 5.5 8.4 5.5 8.4 0M8 11.7v2.3" />
    </>
  ),
  tick: <path d="m2.8 8.6 3.3 3.3 7-7.6" />,
  move: <path d="M3 6h10M3 10h10" />,
  stop: <rect x="3.5" y="3.5" width="9" height="9" rx="1" fill="currentColor" stroke="none" />,
  more: (
    <>
      <circle cx="3" cy="8" r=".9" fill="currentColor" />
      <circle cx="8" cy="8" r=".9" fill="currentColor" />
      <circle cx="13" cy="8" r=".9" fill="currentColor" />
    </>
  ),
  pin: <path d="M5.5 2.5h5M6.5 2.5v4L4.5 9h7l-2-2.5v-4M8 9v4.5" />,
  archive: <path d="M2.5 3h11v3h-11zM3.5 6v7h9V6M6.5 8.5h3" />,
  said: <path d="M2.5 3h11v7.5H8L5 13v-2.5H2.5z" />,
  search: (
    <>
      <circle cx="7" cy="7" r="4.3" />
      <path d="m10.3 10.3 3.4 3.4" />
    </>
  ),
  read: (
    <>
      <path d="M4 2.5h5.5L12.5 5.5v8h-8.5z" />
      <path d="M6.3 8h4M6.3 10.6h4" />
    </>
  ),
  run: <path d="m3 5 3 3-3 3M7.5 11.5H13" />,
  edit: <path d="m10.8 2.8 2.4 2.4-7.6 7.6-3 .6.6-3z" />,
  list: <path d="M2.5 4h4l1.3 1.5h5.7v7h-11z" />,
  web: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M2.5 8h11M8 2.5c2 1.7 2 9.3 0 11M8 2.5c-2 1.7-2 9.3 0 11" />
    </>
  ),
  checklist: (
    <>
      <path d="M6.5 4h7M6.5 8h7M6.5 12h7" />
      <path d="m2 4 .8.8L4.4 3M2 8l.8.8L4.4 7M2.3 12h1.8" />
    </>
  ),
  helper: (
    <>
      <circle cx="4.5" cy="3.8" r="1.6" />
      <circle cx="11.5" cy="12.2" r="1.6" />
      <path d="M4.5 5.4v3.1c0 2 1.2 3.7 5.4 3.7" />
    </>
  ),
  shield: (
    <>
      <path d="M8 2 3 4v3.6c0 3 2 5.1 5 6.4 3-1.3 5-3.4 5-6.4V4z" />
      <path d="M8 5.5v3" />
      <circle cx="8" cy="10.6" r=".55" fill="currentColor" />
    </>
  ),
  thought: (
    <>
      <path d="M3 6.5h3M3 9.5h6M3 12.5h4" strokeDasharray="1.8 1.6" />
      <path d="M3 3.5h9" strokeDasharray="1.8 1.6" />
    </>
  ),
  tool: (
    <>
      <rect x="2.5" y="3.5" width="11" height="9" rx="1" />
      <path d="M5 6.5h6M5 9.5h3.5" />
    </>
  ),
  terminal: (
    <>
      <rect x="2" y="3" width="12" height="10" rx="1" />
      <path d="m4.5 6.5 1.8 1.7-1.8 1.7M8 10h3" />
    </>
  ),
  question: (
    <>
      <path d="M5.5 6a2.5 2.5 0 1 1 3.7 2.2C8.3 8.7 8 9.2 8 10" />
      <circle cx="8" cy="12.5" r=".6" fill="currentColor" />
    </>
  ),
  changes: <path d="M8 2.5v6M5 5.5h6M5 12.5h6" />,
  plan: <path d="M3 3.5h10M3 6.5h7M3 9.5h10M3 12.5h5" />,
  clock: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 5v3.2l2.2 1.3" />
    </>
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 7.3v3.5" />
      <circle cx="8" cy="5.2" r=".6" fill="currentColor" />
    </>
  ),
  says: <path d="M3 4.5h10v6H7l-2.5 2.5v-2.5H3z" />,
  danger: (
    <>
      <path d="M8 2.2 14.4 13.2H1.6z" fill="currentColor" />
      <path d="M8 6.4v3" stroke="var(--leaf)" strokeWidth="1.7" />
      <circle cx="8" cy="11.5" r=".95" fill="var(--leaf)" stroke="none" />
    </>
  ),
  key: (
    <>
      <circle cx="5.5" cy="8" r="2.7" />
      <path d="M8.2 8h5.6M11.3 8v2.4" />
    </>
  ),
  copy: (
    <>
      <rect x="5.5" y="5.5" width="7.5" height="8" rx="1" />
      <path d="M10.5 5.5v-3H3v8h2.5" />
    </>
  ),
  undo: <path d="M5.5 3 2.5 6l3 3M2.8 6h6.4a3.6 3.6 0 0 1 0 7.2H6" />,
  folder: <path d="M2.5 4h4l1.3 1.5h5.7v7h-11z" />,
  flag: <path d="M4 14V2.5h8l-2 3 2 3H4" />,
} as const satisfies Record<string, ReactNode>;

export type Glyph = keyof typeof GLYPHS;

export function Icon({ glyph, size = 16 }: { glyph: Glyph; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {GLYPHS[glyph]}
    </svg>
  );
}
