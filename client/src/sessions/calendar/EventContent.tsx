import { VisuallyHidden } from '@mantine/core';
import { IconBan, IconCircleCheck, IconClock, IconClockExclamation, IconPlayerPlay } from '@tabler/icons-react';
import type { Session } from '@/api/types';
import { useTranslation } from '@/i18n';
import { clockTime, dateOf } from '@/i18n/formatDates';
import { type Phase, phaseOf } from '../model/sessionPhase';
import classes from './EventContent.module.css';
import type { View } from './range';

interface Props {
  session: Session;
  view: View;
  /** There is room for one line only. */
  isShort: boolean;
  /** When it begins and ends; not what is stored while it is being dragged. */
  start: Date;
  end: Date;
}

/** What stands in a session's box. Its state is told by colour, by a sign, and in words for those who only hear. */
export function EventContent({ session, view, isShort, start, end }: Props) {
  const { t } = useTranslation('sessions');
  const phase = phaseOf(session, Date.now());
  const way = view === 'agenda' ? 'row' : view === 'month' || isShort ? 'line' : 'block';
  const title = <span className={classes.title}>{session.title}</span>;
  const from = clockTime(start.getTime());
  const sign = (
    <span className={classes.sign}>
      <StatusIcon phase={phase} />
    </span>
  );
  const time = <span className={classes.time}>{way === 'line' ? from : `${from} – ${clockTime(end.getTime())}`}</span>;
  // In a column the place says when; the title comes first.
  const inOrder = way === 'block' ? [sign, title, ' ', time] : [sign, time, ' ', title];
  return (
    <div className={classes.card} data-phase={phase} data-way={way}>
      <div className={classes.first}>{...inOrder}</div>
      {way !== 'line' && (
        <span className={classes.more}>
          {`${session.trainer.name} · ${t('calendar.people', { count: session.trainee_count })}`}
        </span>
      )}
      <VisuallyHidden>{`, ${t(`phase.${phase}`)}, ${dateOf(start.getTime())}`}</VisuallyHidden>
    </div>
  );
}

const ICONS: Record<Phase, typeof IconBan> = {
  scheduled: IconClock,
  running: IconPlayerPlay,
  past: IconClockExclamation,
  completed: IconCircleCheck,
  cancelled: IconBan,
};

/** The sign of a session's state, for those to whom colours say nothing. */
export function StatusIcon({ phase, size = 14 }: { phase: Phase; size?: number }) {
  const Icon = ICONS[phase];
  return <Icon size={size} stroke={2} aria-hidden />;
}
