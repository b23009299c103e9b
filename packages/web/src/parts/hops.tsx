/** How far a prompt or an answer provably got: one bar for each segment phone→hub, hub→machine, machine→Claude. */
export type HopCount = 0 | 1 | 2 | 3;

const BARS = [0.7, 7.1, 13.5];

export function Hops({ count, label, unsure = false }: { count: HopCount; label: string; unsure?: boolean }) {
  return (
    <span className={unsure ? 'mark s warn' : 'mark s'} title={label}>
      <svg
        width="19"
        height="12"
        viewBox="0 0 19 12"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
        role="img"
        aria-label={label}
      >
        {BARS.map((x, index) => (
          <rect
            key={x}
            x={x}
            y=".7"
            width="3.6"
            height="10.6"
            rx=".6"
            className="hop"
            fill={index < count ? 'currentColor' : 'none'}
          />
        ))}
      </svg>
    </span>
  );
}
