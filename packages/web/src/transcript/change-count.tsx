import { countChanges, type DiffRow } from './diff-rows.ts';

/** How many lines a change adds and removes. */
export function ChangeCount({ rows }: { rows: readonly (DiffRow | null)[] }) {
  const { added, removed } = countChanges(rows);
  return (
    <>
      {added > 0 ? <span className="plus">+{added}</span> : null}
      {added > 0 && removed > 0 ? ' ' : null}
      {removed > 0 ? <span className="minus">−{removed}</span> : null}
    </>
  );
}
