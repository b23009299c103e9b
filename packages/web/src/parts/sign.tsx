/** The product's sign: the hops, the last one waiting for you. */
export function Sign({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 40 40" aria-hidden="true">
      <rect width="40" height="40" rx="7" fill="oklch(0.3 0.038 195)" />
      <rect x="8.5" y="10" width="5.5" height="20" rx="1" fill="oklch(0.985 0.004 165)" />
      <rect x="17.25" y="10" width="5.5" height="20" rx="1" fill="oklch(0.985 0.004 165)" />
      <rect x="26" y="10" width="5.5" height="20" rx="1" fill="oklch(0.905 0.185 113)" />
    </svg>
  );
}
