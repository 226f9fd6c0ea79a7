import { Skeleton } from '@mantine/core';
import { IconCalendarOff } from '@tabler/icons-react';
import { type ComponentProps, useCallback } from 'react';
import type { Session } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { EmptyState } from '@/ui/feedback/EmptyState';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import CalendarGrid from './CalendarGrid';
import classes from './CalendarView.module.css';
import { StatusIcon } from './EventContent';
import type { useSessionsBetween } from './useSessionsBetween';

const PHASES = ['scheduled', 'running', 'past', 'completed', 'cancelled'] as const;

interface Props
  extends Pick<ComponentProps<typeof CalendarGrid>, 'view' | 'day' | 'onOpen' | 'onDay' | 'onMove' | 'onSlot'> {
  between: ReturnType<typeof useSessionsBetween>;
  isFiltered: boolean;
  isMine: (session: Session) => boolean;
}

/** The grid, or a placeholder for it, and the legend. */
export function CalendarView({ between, isFiltered, isMine, ...grid }: Props) {
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  const { role } = useMe();
  const { first, sessions, isIncomplete } = between;
  // Only scheduled sessions can be moved.
  const canMove = useCallback((session: Session) => isMine(session) && session.status === 'scheduled', [isMine]);
  const isEmpty = !isIncomplete && sessions.length === 0;
  const nothing = t(isFiltered ? 'calendar.no_match' : `calendar.nothing_hint.${role}`);
  const skeleton = <Skeleton height="max(30rem, calc(100dvh - 19rem))" aria-label={core('loading')} role="status" />;
  return (
    <QueryBoundary query={first} skeleton={skeleton}>
      {() =>
        isEmpty && grid.view === 'agenda' ? (
          <EmptyState icon={IconCalendarOff} text={nothing} />
        ) : (
          <>
            {isEmpty && (
              <p role="status" className={classes.nothing}>
                {t(isFiltered ? 'calendar.no_match' : 'calendar.nothing')}
              </p>
            )}
            <CalendarGrid {...grid} sessions={sessions} isIncomplete={isIncomplete} canMove={canMove} />
            <div className={classes.legend}>
              {PHASES.map((phase) => (
                <span key={phase}>
                  <StatusIcon phase={phase} />
                  {t(`phase.${phase}`)}
                </span>
              ))}
            </div>
          </>
        )
      }
    </QueryBoundary>
  );
}
