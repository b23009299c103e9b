/** As many of the first rows as fit in `bytes` together, but one at least; looks at no more than one row beyond. */
export function firstWithin<Row>(rows: Iterable<Row>, bytes: number, textOf: (row: Row) => string): Row[] {
  const first: Row[] = [];
  let room = bytes;
  for (const row of rows) {
    room -= Buffer.byteLength(textOf(row));
    if (room < 0 && first.length > 0) break;
    first.push(row);
  }
  return first;
}
