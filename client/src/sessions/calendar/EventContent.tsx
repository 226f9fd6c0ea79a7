import { VisuallyHidden } from '@mantine/core';
import { IconBan, IconCircleCheck, IconClock, IconClockExclamation, IconPlayerPlay } from '@tabler/icons-react';
import type { Session } from '@/api/types';
import { useTranslation } from '@/i18n';
import { clockTime, dateOf } from '@/i18n/formatDates';
import { personName } from '@/i18n/personName';
import { serverNow } from '@/lib/serverClock';
import { type Phase, phaseOf } from '../model/sessionPhase';
import classes from './EventContent.module.css';
import type { View } from './range';

interface NewProps {
  /** Start and end as selected so far. */
  start: Date;
  end: Date;
}

/** The content of the box that grows while somebody drags over empty time. */
export function NewEventContent({ start, end }: NewProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.card} data-way="block">
      <div className={classes.first}>
        <span className={classes.title}>{t('action.new_session')}</span>{' '}
        <span className={classes.time}>{`${clockTime(start.getTime())} – ${clockTime(end.getTime())}`}</span>
      </div>
    </div>
  );
}

interface Props {
  session: Session;
  view: View;
  /** There is only room for one line. */
  isShort: boolean;
  /** Start and end as displayed; while dragging they differ from what is stored. */
  start: Date;
  end: Date;
}

/** The content of a session's box. Its status is shown by a colour, an icon, and text for screen readers. */
export function EventContent({ session, view, isShort, start, end }: Props) {
  const { t } = useTranslation('sessions');
  const phase = phaseOf(session, serverNow());
  const way = view === 'agenda' ? 'row' : view === 'month' || isShort ? 'line' : 'block';
  const title = <span className={classes.title}>{session.title}</span>;
  const from = clockTime(start.getTime());
  const sign = (
    <span className={classes.sign}>
      <StatusIcon phase={phase} />
    </span>
  );
  const time = <span className={classes.time}>{way === 'line' ? from : `${from} – ${clockTime(end.getTime())}`}</span>;
  // In a column the position shows the time, so the title comes first.
  const inOrder = way === 'block' ? [sign, title, ' ', time] : [sign, time, ' ', title];
  return (
    <div className={classes.card} data-phase={phase} data-way={way}>
      <div className={classes.first}>{...inOrder}</div>
      {way !== 'line' && (
        <span className={classes.more}>
          {`${personName(session.trainer)} · ${t('calendar.people', { count: session.trainee_count })}`}
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

/** The icon for a session's status, for people who cannot rely on colours. */
export function StatusIcon({ phase, size = 14 }: { phase: Phase; size?: number }) {
  const Icon = ICONS[phase];
  return <Icon size={size} stroke={2} aria-hidden />;
}
