import { heightOf, type Measure, placeAt, type ReaderPlace, type RowRange, rangeAt } from './row-range.ts';
import { estimatedHeight, type Row } from './rows.ts';

/** Pixels from the end within which the view sticks to it. */
const STICKY_PX = 48;
/** Pixels from either end of what is held at which the page beyond is asked for. */
const NEAR_PX = 1_200;
/** Before the first measurement; a phone's. */
const VIEW_PX = 844;

/** Where the reader is, by row, so that rows may come and go around it. */
export type Anchor = { readonly at: 'end' } | { readonly at: 'row'; readonly key: string; readonly top: number };

export interface Scrolled {
  readonly stuck: boolean;
  readonly nearTop: boolean;
  readonly nearEnd: boolean;
}

/**
 * What a scrolled list of rows knows between two drawings: where the reader is, how high rows were, which are drawn. It
 * reads and moves the scroll position and draws nothing itself.
 */
export class RowScroll {
  private anchor: Anchor = { at: 'end' };
  /** The reader was sent somewhere and is not there yet: until then, scrolling says nothing of where they are. */
  private sent = false;
  private readonly heights = new Map<string, number>();
  private view = { width: 0, height: VIEW_PX };
  private drawn: { readonly from: string; readonly to: string } | null = null;
  /** Where the view was when it was last put to the end. */
  private endTop = 0;
  private rows: readonly Row[] = [];
  private indices: ReadonlyMap<string, number> = new Map();

  send(anchor: Anchor): void {
    this.anchor = anchor;
    this.sent = true;
  }

  /** The row at the top of the view; null at the end. */
  topKey(): string | null {
    return this.anchor.at === 'row' ? this.anchor.key : null;
  }

  /** The rows as they are now, and which of them to draw. */
  range(rows: readonly Row[]): RowRange {
    if (rows !== this.rows) this.indices = new Map(rows.map((row, index) => [row.key, index]));
    this.rows = rows;
    return rangeAt(this.place(), this.drawnRange(), this.measure);
  }

  /** Pixels that stand for rows which are not drawn. */
  height(range: RowRange): number {
    return heightOf(range, this.measure);
  }

  indexOf(key: string): number | undefined {
    return this.indices.get(key);
  }

  /** Those rows are in the page now. */
  drew({ from, to }: RowRange): void {
    const [first, last] = [this.rows[from], this.rows[to - 1]];
    this.drawn = first && last ? { from: first.key, to: last.key } : null;
  }

  resized(box: HTMLElement): void {
    const { clientWidth: width, clientHeight: height } = box;
    if (width !== this.view.width) this.heights.clear(); // every line breaks elsewhere
    this.view = { width, height };
  }

  /** After something was drawn or grew, before it is painted: what is read goes back to where it was. */
  settle(box: HTMLElement, content: HTMLElement): void {
    let anchored: HTMLElement | null = null;
    for (const [key, element] of drawnRows(content)) {
      this.heights.set(key, element.getBoundingClientRect().height);
      if (this.anchor.at === 'row' && this.anchor.key === key) anchored = element;
    }
    if (this.anchor.at === 'end') {
      box.scrollTop = box.scrollHeight;
      this.endTop = box.scrollTop;
      this.sent = false;
    } else if (anchored) {
      const moved = topIn(box, anchored) - this.anchor.top;
      if (Math.abs(moved) >= 1) box.scrollTop += moved;
      // Less stands above it than was expected: it is read where it stands now, also when more comes in front.
      if (moved < 0 && box.scrollTop === 0 && this.anchor.at === 'row')
        this.anchor = { ...this.anchor, top: topIn(box, anchored) };
      this.sent = false;
    } else if (!this.indices.has(this.anchor.key)) this.sent = false; // what was sought is not here any more
  }

  /** `newest`: the last row is the newest there is, so that its end is the end. */
  scrolled(box: HTMLElement, content: HTMLElement, newest: boolean): Scrolled {
    if (this.sent) return { stuck: this.anchor.at === 'end', nearTop: false, nearEnd: false };
    const left = box.scrollHeight - box.scrollTop - box.clientHeight;
    // What grew since the view was put to the end does not take it from there; only going up does.
    const grew = this.anchor.at === 'end' && box.scrollTop >= this.endTop - 1;
    const stuck = newest && (left <= STICKY_PX || grew);
    this.anchor = stuck ? { at: 'end' } : (firstVisible(box, content) ?? this.anchorAt(box.scrollTop));
    return { stuck, nearTop: box.scrollTop < NEAR_PX, nearEnd: !newest && left < NEAR_PX };
  }

  private readonly measure: Measure = ((scroll: RowScroll) => ({
    get count() {
      return scroll.rows.length;
    },
    get view() {
      return scroll.view.height;
    },
    heightOf: (index: number) => {
      const row = scroll.rows[index];
      return row ? (scroll.heights.get(row.key) ?? estimatedHeight(row)) : 0;
    },
  }))(this);

  private place(): ReaderPlace {
    if (this.anchor.at === 'end') return this.anchor;
    const index = this.indices.get(this.anchor.key);
    return index === undefined ? { at: 'end' } : { at: 'row', index, top: this.anchor.top };
  }

  private anchorAt(distance: number): Anchor {
    const place = placeAt(distance, this.measure);
    const row = place.at === 'row' ? this.rows[place.index] : undefined;
    return place.at === 'row' && row ? { at: 'row', key: row.key, top: place.top } : { at: 'end' };
  }

  private drawnRange(): RowRange | null {
    const from = this.drawn && this.indices.get(this.drawn.from);
    const to = this.drawn && this.indices.get(this.drawn.to);
    return from == null || to == null ? null : { from, to: to + 1 };
  }
}

function* drawnRows(content: HTMLElement): Iterable<[string, HTMLElement]> {
  for (const element of content.children)
    if (element instanceof HTMLElement && element.dataset.row !== undefined) yield [element.dataset.row, element];
}

function topIn(box: HTMLElement, element: HTMLElement): number {
  return element.getBoundingClientRect().top - box.getBoundingClientRect().top;
}

/** The first drawn row that reaches into the view; null when the view stands where nothing is drawn. */
function firstVisible(box: HTMLElement, content: HTMLElement): Anchor | null {
  const { top: edge, bottom } = box.getBoundingClientRect();
  for (const [key, element] of drawnRows(content)) {
    const rect = element.getBoundingClientRect();
    if (rect.bottom <= edge + 1) continue; // a part of a pixel is not seen
    return rect.top < bottom ? { at: 'row', key, top: rect.top - edge } : null;
  }
  return null;
}
