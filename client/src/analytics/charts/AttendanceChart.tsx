import { useState } from 'react';
import type { WeekNumbers } from '@/api/types';
import { useTranslation } from '@/i18n';
import { dayMonth } from '@/i18n/formatDates';
import { percent } from '@/i18n/formatNumbers';
import { Axes, Columns, type Plot, plotOf } from './Axes';
import { Chart } from './Chart';
import classes from './charts.module.css';
import { runsOf } from './scale';

const TICKS = [0, 0.25, 0.5, 0.75, 1];
const MAX_DOTS = 60;

interface Point {
  week: string;
  value: number | null;
}

/** The attendance rate per week, with gaps where nobody was marked. */
export default function AttendanceChart({
  weeks,
  overall,
}: {
  weeks: readonly WeekNumbers[];
  /** The rate of the whole period. */
  overall: number | null;
}) {
  const { t } = useTranslation('analytics');
  const [pointed, setPointed] = useState<number | null>(null);
  const points = weeks.map(({ week, attendance_rate }) => ({ week, value: attendance_rate }));
  const week = pointed === null ? undefined : weeks[pointed];
  return (
    <Chart
      title={t('attendance.title')}
      summary={t('attendance.summary', { rate: percent(overall) })}
      legend={
        week ? (
          <>
            <strong>{t('week_of', { day: dayMonth(week.starts_on) })}</strong>
            <strong>{week.attendance_rate === null ? t('attendance.nobody') : percent(week.attendance_rate)}</strong>
          </>
        ) : (
          <span>{t('attendance.explained')}</span>
        )
      }
      table={{
        head: [t('week'), t('attendance.rate')],
        rows: weeks.map(({ starts_on, attendance_rate }) => [dayMonth(starts_on), percent(attendance_rate)]),
      }}
    >
      {(width, height) => {
        const plot = plotOf(width, height, weeks.length, 1);
        return (
          <>
            <Axes plot={plot} ticks={TICKS} show={percent} labels={weeks.map(({ starts_on }) => dayMonth(starts_on))} />
            <Line plot={plot} points={points} />
            <Columns plot={plot} count={weeks.length} onPoint={setPointed} />
          </>
        );
      }}
    </Chart>
  );
}

function Line({ plot, points }: { plot: Plot; points: readonly Point[] }) {
  const at = (i: number) => `${plot.middle(i)},${plot.y(points[i]?.value ?? 0)}`;
  return (
    <g>
      {runsOf(points).map((run) => (
        <polyline key={run[0]} className={classes.line} points={run.map(at).join(' ')} />
      ))}
      {points.map(
        ({ week, value }, i) =>
          value !== null &&
          (points.length < MAX_DOTS || runsOf(points).some((run) => run.length === 1 && run[0] === i)) && (
            <circle key={week} className={classes.dot} cx={plot.middle(i)} cy={plot.y(value)} r={4} />
          ),
      )}
    </g>
  );
}
