import { useState } from 'react';
import type { WeekNumbers } from '@/api/types';
import { useTranslation } from '@/i18n';
import { dayMonth } from '@/i18n/formatDates';
import { Axes, Columns, plotOf } from './Axes';
import { Chart } from './Chart';
import classes from './charts.module.css';
import { ticksUpTo } from './scale';

const SERIES = ['completed', 'scheduled', 'cancelled'] as const;
const MAX_BAR_WIDTH = 36;

const sumOf = ({ sessions }: WeekNumbers) => SERIES.reduce((sum, status) => sum + sessions[status], 0);

/** Sessions per week, by status. */
export default function SessionsChart({ weeks }: { weeks: readonly WeekNumbers[] }) {
  const { t } = useTranslation('analytics');
  const { t: core } = useTranslation('sessions');
  const [pointed, setPointed] = useState<number | null>(null);
  const total = weeks.reduce((sum, week) => sum + sumOf(week), 0);
  const ticks = ticksUpTo(Math.max(...weeks.map(sumOf)));
  const week = pointed === null ? undefined : weeks[pointed];
  const legend = (
    <>
      {week && <strong>{t('week_of', { day: dayMonth(week.starts_on) })}</strong>}
      {SERIES.map((status) => (
        <span key={status} className={classes.key} data-series={status}>
          {core(`phase.${status}`)}
          {week && <strong> {week.sessions[status]}</strong>}
        </span>
      ))}
    </>
  );
  return (
    <Chart
      title={t('sessions.title')}
      summary={t('sessions.summary', { count: total })}
      legend={legend}
      table={{
        head: [t('week'), ...SERIES.map((status) => core(`phase.${status}`))],
        rows: weeks.map(({ starts_on, sessions }) => [
          dayMonth(starts_on),
          ...SERIES.map((status) => String(sessions[status])),
        ]),
      }}
    >
      {(width, height) => {
        const plot = plotOf(width, height, weeks.length, ticks.at(-1) ?? 1);
        return (
          <>
            <Axes plot={plot} ticks={ticks} show={String} labels={weeks.map(({ starts_on }) => dayMonth(starts_on))} />
            {weeks.map((each, i) => (
              <Bar key={each.week} week={each} middle={plot.middle(i)} room={plot.step} y={plot.y} />
            ))}
            <Columns plot={plot} count={weeks.length} onPoint={setPointed} />
          </>
        );
      }}
    </Chart>
  );
}

interface BarProps {
  week: WeekNumbers;
  middle: number;
  room: number;
  y: (value: number) => number;
}

function Bar({ week, middle, room, y }: BarProps) {
  const width = Math.max(1, Math.min(MAX_BAR_WIDTH, room * 0.64));
  let below = 0;
  return SERIES.map((status) => {
    const from = below;
    below += week.sessions[status];
    return (
      <rect
        key={status}
        className={classes.bar}
        data-series={status}
        x={middle - width / 2}
        width={width}
        y={y(below)}
        height={y(from) - y(below)}
      />
    );
  });
}
