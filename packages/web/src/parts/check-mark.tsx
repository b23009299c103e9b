/** A box that is ticked or not, beside words that say what for. */
export function CheckMark({ on }: { on: boolean }) {
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
      <rect x="1.5" y="1.5" width="15" height="15" rx="2" fill={on ? 'currentColor' : 'none'} />
      {on ? <path d="m5 9.3 2.8 2.8L13.2 6" stroke="var(--leaf)" strokeWidth="2" /> : null}
    </svg>
  );
}
