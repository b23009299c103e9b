import type { ReactNode } from 'react';

/** A circle or a box that is chosen or not, beside words that say what for. */
export function RadioMark({ on }: { on: boolean }) {
  return (
    <Drawing>
      <circle cx="9" cy="9" r="7.5" />
      {on ? <circle cx="9" cy="9" r="4" fill="currentColor" stroke="none" /> : null}
    </Drawing>
  );
}

export function CheckMark({ on }: { on: boolean }) {
  return (
    <Drawing>
      <rect x="1.5" y="1.5" width="15" height="15" rx="2" fill={on ? 'currentColor' : 'none'} />
      {on ? <path d="m5 9.3 2.8 2.8L13.2 6" stroke="var(--leaf)" strokeWidth="2" /> : null}
    </Drawing>
  );
}

function Drawing({ children }: { children: ReactNode }) {
  return (
    <svg
      width="18"
      height="18"
      viewBox="0 0 18 18"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}
