import type { ReplyOf } from '@claude-remote/protocol';
import { cost } from '../i18n/measures.ts';
import { warnOfDay } from './warn.ts';
import { useUsageWords } from './words.ts';

const [WIDTH, HEIGHT] = [358, 96];

/** Days as bars, for eyes; the same as a table, for screen readers. */
export function DayChart({ days, today }: { days: ReplyOf<'usage'>['days']; today: string }) {
  const u = useUsageWords();
  const highest = Math.max(0.01, ...days.map(({ costUsd }) => costUsd));
  const end = Date.parse(today);
  const place = (day: string) => 29 - Math.round((end - Date.parse(day)) / 86_400_000);
  return (
    <>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width="100%" aria-hidden="true">
        {days.map(({ day, costUsd }) => {
          const height = Math.max(1, (costUsd / highest) * (HEIGHT - 4));
          const x = (place(day) * WIDTH) / 30 + 1;
          return <rect key={day} className={warnOfDay(costUsd)} x={x} y={HEIGHT - height} width={9} height={height} />;
        })}
        <path d={`M0 ${HEIGHT - 0.5}H${WIDTH}`} stroke="var(--rule)" />
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
