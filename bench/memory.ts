import { readFileSync } from 'node:fs';
import { type Row, spread } from './measure.ts';

/** Resident megabytes of a process, from /proc. */
export function residentMb(pid: number): number {
  const match = readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+) kB/);
  return Number(match?.[1] ?? Number.NaN) / 1024;
}

/** One row for a program's idle memory beside a bare node's, from samples taken side by side. */
export function memoryRow(name: string, samples: { ours: number[]; bare: number[]; aimMb: number }): Row {
  const ours = spread(samples.ours);
  return {
    id: `rss-${name}`,
    what: `${name}, idle`,
    against: 'bare node',
    unit: 'MB',
    ours,
    theirs: spread(samples.bare),
    ratio: spread(samples.ours.map((value, i) => value / (samples.bare[i] ?? 1))),
    aim: `≤ ${samples.aimMb} MB`,
    met: ours.median <= samples.aimMb,
  };
}
