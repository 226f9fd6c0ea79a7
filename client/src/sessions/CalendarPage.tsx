import { Button, Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconCalendarOff, IconCalendarPlus } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { Session } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorState } from '@/ui/ErrorState';
import { PageHeader } from '@/ui/PageHeader';
import classes from './CalendarPage.module.css';
import { Filters } from './calendar/Filters';
import Grid from './calendar/Grid';
import { MoveQuestions } from './calendar/MoveQuestions';
import { Peek, type Place } from './calendar/Peek';
import { dayOf, shownRange, type View } from './calendar/range';
import { StatusIcon } from './calendar/StatusIcon';
import { Toolbar } from './calendar/Toolbar';
import { zoneTitle } from './calendar/titles';
import { useMove } from './calendar/useMove';
import { useSessionsBetween } from './calendar/useSessionsBetween';
import { SessionDialog } from './SessionDialog';
import type { CalendarSearch } from './search';

const route = getRouteApi('/_app/calendar/');
const PHONE = '(max-width: 48em)';
const PHASES = ['scheduled', 'running', 'past', 'completed', 'cancelled'] as const;

/** Month, week, day and agenda: what is planned, and where it can be moved about. */
export default function CalendarPage() {
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  const me = useMe();
  const { view: chosen, day: named, ...filters } = route.useSearch();
  const navigate = route.useNavigate();
  const isPhone = useMediaQuery(PHONE, undefined, { getInitialValueInEffect: false });
  const view: View = chosen ?? (isPhone ? 'agenda' : 'week');
  const day = named ?? dayOf(new Date());
  const range = useMemo(() => shownRange(view, day), [view, day]);
  const { first, sessions, isIncomplete } = useSessionsBetween(range, filters);
  const moving = useMove();
  const [peeked, setPeeked] = useState<{ id: number; at: Place } | null>(null);
  const [dialog, setDialog] = useState<{ id: number; name: 'move' | 'trainees' | 'attendance' } | null>(null);
  const opener = useRef<HTMLElement>(null);

  const change = (to: CalendarSearch) =>
    void navigate({ search: (before) => ({ ...before, ...to }), replace: true, resetScroll: false });
  const isMine = useCallback(
    ({ trainer_id }: Session) => me.role === 'admin' || (me.role === 'trainer' && trainer_id === me.id),
    [me],
  );
  // Only what is still to come about has a time that can be another.
  const canMove = useCallback((session: Session) => isMine(session) && session.status === 'scheduled', [isMine]);
  const closePeek = useCallback(() => {
    setPeeked(null);
    opener.current?.focus({ preventScroll: true });
  }, []);
  const byId = (id: number | undefined) => sessions.find((session) => session.id === id);
  const shown = byId(peeked?.id);
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  const isEmpty = first.data !== undefined && !isIncomplete && sessions.length === 0;

  return (
    <>
      <PageHeader title={core('nav.calendar')} lead={t('calendar.zone', { zone: zoneTitle(view, day) })}>
        {me.role !== 'trainee' && (
          <Button
            leftSection={<IconCalendarPlus size={18} aria-hidden />}
            renderRoot={(props) => <Link to="/sessions" search={{ create: true }} {...props} />}
          >
            {core('action.new_session')}
          </Button>
        )}
      </PageHeader>
      <Filters shown={filters} onChange={change} />
      <Toolbar view={view} day={day} onChange={change} />
      {first.isError && first.data === undefined ? (
        <ErrorState error={first.error} onRetry={() => void first.refetch()} />
      ) : first.data === undefined ? (
        <Skeleton height="max(30rem, calc(100dvh - 19rem))" aria-label={core('loading')} role="status" />
      ) : (
        <>
          {isEmpty && view !== 'agenda' && (
            <p role="status" className={classes.nothing}>
              {t(isFiltered ? 'calendar.nothing_filtered' : 'calendar.nothing')}
            </p>
          )}
          {isEmpty && view === 'agenda' ? (
            <EmptyState
              icon={IconCalendarOff}
              text={t(isFiltered ? 'calendar.nothing_filtered' : `calendar.nothing_hint.${me.role}`)}
            />
          ) : (
            <Grid
              view={view}
              day={day}
              sessions={sessions}
              isIncomplete={isIncomplete}
              canMove={canMove}
              onOpen={(session, at) => {
                opener.current = at;
                const { left, top, width, height } = at.getBoundingClientRect();
                setPeeked({ id: session.id, at: { left, top, width, height } });
              }}
              onDay={(to) => change({ view: 'day', day: to })}
              onMove={(session, start, minutes) => moving.move({ session, start, minutes })}
              onSlot={undefined}
            />
          )}
          <div className={classes.legend}>
            {PHASES.map((phase) => (
              <span key={phase}>
                <StatusIcon phase={phase} />
                {t(`phase.${phase}`)}
              </span>
            ))}
          </div>
        </>
      )}
      {shown && peeked && (
        <Peek
          session={shown}
          at={peeked.at}
          canChange={isMine(shown)}
          onClose={closePeek}
          onDialog={(name) => {
            setPeeked(null);
            setDialog({ id: shown.id, name });
          }}
        />
      )}
      <SessionDialog
        name={dialog?.name}
        session={byId(dialog?.id)}
        onClose={() => {
          setDialog(null);
          opener.current?.focus({ preventScroll: true });
        }}
      />
      <MoveQuestions moving={moving} />
    </>
  );
}
