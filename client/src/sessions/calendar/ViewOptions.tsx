import { Button } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import { usePermissions } from '@/auth/permissions';
import { useTranslation } from '@/i18n';
import { Segmented } from '@/ui/fields/Segmented';
import classes from './CalendarBar.module.css';
import { type Colour, MARKS } from './grid/SessionBlock';
import type { useCalendarView } from './useCalendarView';

const PHASES = ['running', 'past', 'completed', 'cancelled'] as const;
const COLOURS: readonly Colour[] = ['trainer', 'state'];
const LANES = ['none', 'trainer'] as const;

/** What colours stand for, lanes, what the marks mean, and printing. */
export default function ViewOptions({ shown, zone }: { shown: ReturnType<typeof useCalendarView>; zone: string }) {
  const { t } = useTranslation('sessions');
  const { seeOtherTrainers } = usePermissions();
  const { colour, lanes, mayHaveLanes, change } = shown;
  return (
    <>
      {seeOtherTrainers && (
        <Segmented
          isField
          size="xs"
          label={t('calendar.colour')}
          value={colour}
          onChange={(chosen) => change({ colour: chosen })}
          options={COLOURS.map((value) => ({ value, label: t(`calendar.colours.${value}`) }))}
        />
      )}
      {mayHaveLanes && (
        <Segmented
          isField
          size="xs"
          label={t('calendar.lanes')}
          value={lanes ? 'trainer' : 'none'}
          onChange={(chosen) => change({ lanes: chosen })}
          options={LANES.map((value) => ({ value, label: t(`calendar.lane.${value}`) }))}
        />
      )}
      <ul className={classes.legend}>
        {PHASES.map((phase) => {
          const Mark = MARKS[phase];
          return (
            <li key={phase}>
              {Mark && <Mark size={14} stroke={2} aria-hidden />}
              {t(`phase.${phase}`)}
            </li>
          );
        })}
      </ul>
      <span className={classes.quiet}>{zone}</span>
      <Button variant="default" size="xs" leftSection={<IconPrinter size={16} aria-hidden />} onClick={() => print()}>
        {t('calendar.print')}
      </Button>
    </>
  );
}
