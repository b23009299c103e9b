/** Numbers for the benchmark table: ratios from interleaved pairs within one run, since machines are noisy and ratios are not. */

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** One line of the table. */
export interface Row {
  readonly id: string;
  readonly what: string;
  readonly against: string;
  readonly unit: string;
  readonly ours: Spread;
  readonly theirs: Spread;
  /** Ours divided by theirs, pair by pair. */
  readonly ratio: Spread;
  /** e.g. `≤ 1.35`; empty when it is only shown. */
  readonly aim: string;
  readonly met: boolean;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return { min: sorted[0] ?? Number.NaN, median: quantile(sorted, 0.5), max: sorted.at(-1) ?? Number.NaN };
}

/** Of sorted values; `part` 0.5 is the median. */
export function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}

export interface Pairing {
  readonly pairs: number;
  /** One measurement, in the row's unit. */
  ours(): Promise<number>;
  theirs(): Promise<number>;
}

/** A B A B …, so that whatever else the machine does hits both sides alike. */
export async function interleave(pairing: Pairing): Promise<Pick<Row, 'ours' | 'theirs' | 'ratio'>> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let pair = 0; pair < pairing.pairs; pair++) {
    theirs.push(await pairing.theirs());
    ours.push(await pairing.ours());
  }
  return {
    ours: spread(ours),
    theirs: spread(theirs),
    ratio: spread(ours.map((value, i) => value / (theirs[i] ?? 1))),
  };
}

export function atMost(aim: number): { aim: string; meets(ratio: number): boolean } {
  return { aim: `≤ ${aim}`, meets: (ratio) => ratio <= aim };
}

export function atLeast(aim: number): { aim: string; meets(ratio: number): boolean } {
  return { aim: `≥ ${aim}`, meets: (ratio) => ratio >= aim };
}

export function formatRows(rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const { ours, theirs, ratio } = row;
    const three = (value: Spread, unit = '') =>
      Number.isNaN(value.median)
        ? '–'
        : `${short(value.min)} / ${short(value.median)} / ${short(value.max)} ${unit}`.trim();
    const verdict = row.aim === '' ? '' : row.met ? 'met' : 'MISSED';
    return `| ${row.id} | ${row.what} | ${row.against} | ${three(ours, row.unit)} | ${three(theirs, row.unit)} | ${three(ratio)} | ${row.aim} | ${verdict} |`;
  });
  return [
    '| row | ours | against | ours min / median / max | theirs | ratio | aim | |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
