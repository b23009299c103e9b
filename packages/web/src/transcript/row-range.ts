/**
 * Which rows are drawn: those in view and some beside them. Pure; heights are measured where a row was drawn and
 * estimated elsewhere.
 */
export interface RowRange {
  /** Index of the first, and of the one after the last. */
  readonly from: number;
  readonly to: number;
}

/** Where the reader is: at the end, or at a row whose upper edge stands `top` px below that of the view. */
export type ReaderPlace = { readonly at: 'end' } | { readonly at: 'row'; readonly index: number; readonly top: number };

export interface Measure {
  readonly count: number;
  readonly heightOf: (index: number) => number;
  /** Pixels of the view. */
  readonly view: number;
}

/** Views beside the visible one that must be there, and that are drawn when the range is made anew. */
const LEAST_VIEWS = 0.4;
const GOOD_VIEWS = 0.9;
/** Views after which a range that only grew is made anew. */
const MOST_VIEWS = 4;

/** Keeps the drawn range while it suffices, so that scrolling a little draws nothing. */
export function rangeAt(place: ReaderPlace, drawn: RowRange | null, measure: Measure): RowRange {
  if (!drawn || drawn.to > measure.count || drawn.from >= drawn.to) return rowsAround(place, GOOD_VIEWS, measure);
  const kept = place.at === 'end' ? { from: drawn.from, to: measure.count } : drawn;
  const least = rowsAround(place, LEAST_VIEWS, measure);
  const suffices = kept.from <= least.from && kept.to >= least.to;
  return suffices && heightOf(kept, measure) <= MOST_VIEWS * measure.view
    ? kept
    : rowsAround(place, GOOD_VIEWS, measure);
}

export function heightOf({ from, to }: RowRange, measure: Measure): number {
  let sum = 0;
  for (let index = from; index < to; index++) sum += measure.heightOf(index);
  return sum;
}

/** The row that a distance from the top of the whole list falls into. */
export function placeAt(distance: number, measure: Measure): ReaderPlace {
  let top = 0;
  for (let index = 0; index < measure.count; index++) {
    const height = measure.heightOf(index);
    if (top + height > distance) return { at: 'row', index, top: top - distance };
    top += height;
  }
  return { at: 'end' };
}

function rowsAround(place: ReaderPlace, views: number, { count, heightOf, view }: Measure): RowRange {
  const margin = views * view;
  const start = place.at === 'end' ? count : Math.min(place.index, Math.max(0, count - 1));
  let from = start;
  let above = place.at === 'end' ? view : place.top;
  while (from > 0 && above > -margin) above -= heightOf(--from);
  let to = start;
  let below = place.at === 'end' ? view : place.top;
  while (to < count && below < view + margin) below += heightOf(to++);
  return { from, to };
}
