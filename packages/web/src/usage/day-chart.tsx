import type { ReplyOf } from '@claude-remote/protocol';
import { useWords } from '../i18n/language.tsx';
import { cost } from '../i18n/measures.ts';
import type { Thresholds } from './thresholds.ts';
import { warnOfDay } from './warn.ts';
import { useUsageWords } from './words.ts';

const [WIDTH, BASE, TOP] = [358, 98, 11];
const SHOWN = 14;
const STEP = WIDTH / SHOWN;
const DAY_MS = 86_400_000;

interface DayChartProps {
  readonly days: ReplyOf<'usage'>['days'];
  /** `YYYY-MM-DD`. */
  readonly today: string;
  readonly thresholds: Thresholds;
}

/** The last two weeks as bars with their highest value, for eyes; every day as a table, for screen readers. */
export function DayChart({ days, today, thresholds }: DayChartProps) {
  const u = useUsageWords();
  const { language } = useWords();
  const end = Date.parse(today);
  const bars = days
    .map((one) => ({ ...one, place: SHOWN - 1 - Math.round((end - Date.parse(one.day)) / DAY_MS) }))
    .filter(({ place }) => place >= 0 && place < SHOWN);
  const top = bars.reduce<(typeof bars)[number] | null>(
    (best, bar) => (best && best.costUsd >= bar.costUsd ? best : bar),
    null,
  );
  const highest = Math.max(0.01, top?.costUsd ?? 0);
  const yOf = (usd: number) => BASE - (usd / highest) * (BASE - TOP - 8);
  const nameOf = (place: number) =>
    new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
      end - (SHOWN - 1 - place) * DAY_MS,
    );
  return (
    <>
      <svg viewBox={`0 0 ${WIDTH} 116`} width="100%" aria-hidden="true" className="daychart">
        {highest > thresholds.dayWarn ? (
          <>
            <path className="limit" d={`M0 ${yOf(thresholds.dayWarn)}H${WIDTH}`} />
            <text x={WIDTH} y={yOf(thresholds.dayWarn) - 4} textAnchor="end">
              {cost(thresholds.dayWarn)}
            </text>
          </>
        ) : null}
        {bars.map(({ day, costUsd, place }) => (
          <rect
            key={day}
            className={day === today ? `today ${warnOfDay(costUsd, thresholds)}` : warnOfDay(costUsd, thresholds)}
            x={place * STEP + 3}
            y={Math.min(yOf(costUsd), BASE - 1)}
            width={STEP - 6}
            height={Math.max(1, BASE - yOf(costUsd))}
          />
        ))}
        {top && top.costUsd > 0 ? (
          <text x={anchored(top.place).x} y={yOf(top.costUsd) - 4} textAnchor={anchored(top.place).anchor}>
            {cost(top.costUsd)}
          </text>
        ) : null}
        <path className="axis" d={`M0 ${BASE + 0.5}H${WIDTH}`} />
        <text x={3} y={113}>
          {nameOf(0)}
        </text>
        <text x={WIDTH / 2} y={113} textAnchor="middle">
          {nameOf(SHOWN / 2)}
        </text>
        <text x={WIDTH - 3} y={113} textAnchor="end">
          {u('today')}
        </text>
      </svg>
      <table className="sr">
        <caption>{u('days')}</caption>
        <thead>
          <tr>
            <th>{u('day')}</th>
            <th>{u('cost')}</th>
          </tr>
        </thead>
        <tbody>
          {days.map(({ day, costUsd }) => (
            <tr key={day}>
              <td>{day}</td>
              <td>{cost(costUsd)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** Where a word over a bar stands so that it stays inside. */
function anchored(place: number): { x: number; anchor: 'start' | 'middle' | 'end' } {
  if (place < 2) return { x: place * STEP + 3, anchor: 'start' };
  if (place > SHOWN - 3) return { x: (place + 1) * STEP - 3, anchor: 'end' };
  return { x: (place + 0.5) * STEP, anchor: 'middle' };
}
