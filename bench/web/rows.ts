import type { Spread } from '../measure.ts';

/** One line of the table: a value against its aim. */
export interface WebRow {
  readonly id: string;
  readonly what: string;
  readonly unit: string;
  readonly value: Spread;
  readonly most: number;
  readonly met: boolean;
}

/** The median decides. */
export function row(id: string, what: string, { unit, value, most }: Pick<WebRow, 'unit' | 'value' | 'most'>): WebRow {
  return { id, what, unit, value, most, met: value.median <= most };
}

export function formatWebRows(rows: readonly WebRow[]): string {
  return [
    '| row | what | min / median / max | aim | |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map(({ id, what, unit, value, most, met }) => {
      const three = [value.min, value.median, value.max].map(short).join(' / ');
      return `| ${id} | ${what} | ${three} ${unit} | ≤ ${most} ${unit} | ${met ? 'met' : 'MISSED'} |`;
    }),
  ].join('\n');
}

function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
