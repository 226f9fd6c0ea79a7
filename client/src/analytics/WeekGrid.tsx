import { useTranslation } from '@/i18n';
import { Panel } from '@/ui/layout/Panel';
import { ScrollableTable } from '@/ui/layout/ScrollableTable';
import classes from './AnalyticsPage.module.css';
import { weekdayName } from './numbers';

const LEVELS = 4;
const HOURS = 24;

interface Props {
  grid: readonly (readonly number[])[];
  className?: string | undefined;
}

/** When sessions begin: the days of the week by the hours of the day. It is a table already. */
export function WeekGrid({ grid, className }: Props) {
  const { t } = useTranslation('analytics');
  const most = Math.max(0, ...grid.flat());
  const used = Array.from({ length: HOURS }, (_, hour) => hour).filter((hour) => grid.some((day) => day[hour]));
  const first = Math.min(used[0] ?? 9, 9);
  const last = Math.max(used.at(-1) ?? 17, 17);
  const hours = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  return (
    <Panel title={t('grid.title')} note={t('grid.note')} className={className}>
      <ScrollableTable className={classes.scroll} label={t('grid.title')}>
        <table className={classes.heat}>
          <thead>
            <tr>
              <th scope="col">{t('grid.day')}</th>
              {hours.map((hour) => (
                <th key={hour} scope="col">
                  {hour}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {grid.map((day, weekday) => (
              <tr key={weekdayName(weekday)}>
                <th scope="row">{weekdayName(weekday)}</th>
                {hours.map((hour) => (
                  <td key={hour} data-level={most && Math.ceil((LEVELS * (day[hour] ?? 0)) / most)}>
                    {day[hour] || null}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollableTable>
    </Panel>
  );
}
