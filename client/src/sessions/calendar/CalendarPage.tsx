import { IconCalendarOff } from '@tabler/icons-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { Person, Session } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { permissionsOf } from '@/auth/permissions';
import { useTranslation } from '@/i18n';
import { serverNow } from '@/lib/serverClock';
import { useNow } from '@/lib/useNow';
import { EmptyState } from '@/ui/feedback/EmptyState';
import { ErrorState } from '@/ui/feedback/ErrorState';
import { toast } from '@/ui/feedback/toasts';
import { phaseOf } from '../model/sessionPhase';
import { useMove } from '../move/useMove';
import { CalendarBar } from './CalendarBar';
import { CalendarDialogs, type OpenDialog } from './CalendarDialogs';
import classes from './CalendarPage.module.css';
import './calendar.css';
import { useCard } from './cards/useCard';
import { dropOf } from './drop';
import { Agenda } from './grid/Agenda';
import { CellGrid } from './grid/CellGrid';
import type { GridProps } from './grid/gridProps';
import { shownDays, shownRange, stepped } from './grid/range';
import { TimeGrid } from './grid/TimeGrid';
import { useGridDrag } from './grid/useGridDrag';
import { startOn, useCalendarView, useWorkingTime } from './useCalendarView';
import { useLanes } from './useLanes';
import { usePlanning } from './usePlanning';
import { useSessionsBetween } from './useSessionsBetween';

const MINUTE_MS = 60_000;

/** The calendar: day, three days, week, month and agenda, and the lanes of trainers. */
export default function CalendarPage() {
  const { t } = useTranslation('sessions');
  const me = useMe();
  const shown = useCalendarView();
  const { search, view, day, today, colour, change } = shown;
  const { status, trainer_id, trainee_id } = search;
  const { days, range } = usePeriod(shown);
  // An address may have parameters that are none of the calendar's.
  const { first, sessions, isIncomplete } = useSessionsBetween(range, { status, trainer_id, trainee_id });
  const lanes = useLanes(shown.lanes, sessions, trainer_id);
  const work = useWorkingTime();
  const phaseNow = usePhaseOf();
  const may = useMemo(() => permissionsOf(me), [me]);
  const mayPlan = may.planSessions;
  // Only scheduled sessions can be moved.
  const byId = (id: number | undefined) => sessions.find((session) => session.id === id);

  const root = useRef<HTMLElement>(null);
  const moving = useMove();
  const planning = usePlanning(work, trainer_id);
  const { drag, onPointerDown } = useGridDrag({
    root,
    sessionOf: byId,
    canMove: may.moveSession,
    canCreate: mayPlan && view !== 'agenda',
    onDrop: (dropped) => {
      if (dropped.kind === 'create') return planning.draw(dropped);
      const move = dropOf(dropped, lanes ?? []);
      if (move) moving.move(move);
    },
    onOutside: () => toast(t('calendar.dropped_outside')),
    // Lanes scroll sideways.
    onSwipe: shown.lanes ? undefined : (by) => change({ day: stepped(view, day, by) }),
  });

  const cards = useCards(byId, drag !== null || planning.slot !== null);

  const onDay = useCallback((to: string) => change({ view: 'day', day: to }), [change]);
  // A day in which there are too many for columns is listed.
  const more = view === 'day' ? 'agenda' : 'day';
  const onMore = useCallback((to: string) => change({ view: more, day: to }), [change, more]);
  // A month is shown with days of its neighbours.
  const ownDays = view === 'month' ? days.filter((each) => each.startsWith(day.slice(0, 7))) : days;
  const onScreen = () => ({ start: new Date(startOn(ownDays, work, serverNow())).toISOString(), trainer_id });
  const form = planning.form ?? (search.create && mayPlan ? onScreen() : null);
  return (
    <div className={classes.page} aria-busy={first.isPending}>
      <CalendarBar shown={shown} onNew={mayPlan ? () => planning.setForm(onScreen()) : undefined} />
      {first.isError ? (
        <div className={classes.message}>
          <ErrorState error={first.error} onRetry={() => void first.refetch()} />
        </div>
      ) : (
        <div
          className={classes.grid}
          data-incomplete={isIncomplete || undefined}
          {...cards.handlers}
          onPointerDown={(event) => {
            cards.handlers.onPointerDown();
            onPointerDown(event);
          }}
        >
          <Grid
            {...{ days, today, sessions, root, drag, colour, onDay, onMore, lanes, work }}
            canMove={may.moveSession}
            view={view}
            month={day.slice(0, 7)}
            slot={planning.slot}
            typed={planning.title}
            phaseOf={phaseNow}
          />
          {!isIncomplete && first.data && sessions.length === 0 && <Nothing shown={shown} mayPlan={mayPlan} />}
        </div>
      )}
      <CalendarDialogs
        card={drag ? null : cards.card}
        dialog={cards.dialog}
        onClose={cards.close}
        moving={moving}
        planning={planning}
        form={form}
        onFormClosed={() => {
          planning.setForm(null);
          if (search.create) change({ create: undefined });
        }}
      />
    </div>
  );
}

/** The card of a session, and the dialog that it opened. */
function useCards(byId: (id: number | undefined) => Session | undefined, isBusy: boolean) {
  const { shown, close: hide, hold, leave, handlers } = useCard(isBusy);
  const [open, setOpen] = useState<{ name: OpenDialog['name']; id: number }>();
  const opener = useRef<number>(null);
  if (shown) opener.current = shown.id;
  const close = useCallback(() => {
    hide();
    setOpen(undefined);
    // A moved session is drawn anew elsewhere.
    const box = `[data-session="${opener.current}"]`;
    setTimeout(() => document.querySelector<HTMLElement>(box)?.focus({ preventScroll: true }));
  }, [hide]);
  const session = byId(shown?.id);
  const subject = byId(open?.id);
  const card = shown &&
    session && {
      session,
      isPinned: shown.isPinned,
      onClose: shown.isPinned ? close : hide,
      onPointerEnter: hold,
      onPointerLeave: leave,
      onDialog: (name: OpenDialog['name']) => {
        hide();
        setOpen({ name, id: session.id });
      },
    };
  return {
    handlers,
    close,
    card: card ?? null,
    dialog: open && subject ? { name: open.name, session: subject } : null,
  };
}

/** The days on the screen, and the time they last. */
function usePeriod({ view, day, zone, weekStart }: ReturnType<typeof useCalendarView>) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: weeks begin as the organisation says, and days as the zone says
  return useMemo(() => ({ days: shownDays(view, day), range: shownRange(view, day) }), [view, day, zone, weekStart]);
}

/** What sessions are now; a new function when that may have changed. */
function usePhaseOf() {
  const minute = Math.floor(useNow() / MINUTE_MS);
  // biome-ignore lint/correctness/useExhaustiveDependencies: phases change with the minute
  return useCallback((session: Session) => phaseOf(session, serverNow()), [minute]);
}

interface ViewProps extends GridProps {
  view: ReturnType<typeof useCalendarView>['view'];
  month: string;
  lanes: readonly Person[] | null;
  work: ReturnType<typeof useWorkingTime>;
}

function Grid({ view, month, lanes, work, ...grid }: ViewProps) {
  if (view === 'agenda') return <Agenda {...grid} />;
  if (view === 'month') return <CellGrid key="month" {...grid} lanes={null} month={month} />;
  if (view === 'week' && lanes) return <CellGrid key="lanes" {...grid} lanes={lanes} month={null} />;
  return <TimeGrid key={String(lanes !== null)} {...grid} organisation={work} lanes={lanes} />;
}

function Nothing({ shown, mayPlan }: { shown: ReturnType<typeof useCalendarView>; mayPlan: boolean }) {
  const { t } = useTranslation('sessions');
  const { role } = useMe();
  const { view, isFiltered, isPhone } = shown;
  if (view === 'agenda') {
    const text = t(isFiltered ? 'calendar.no_match' : `calendar.nothing_hint.${role}`);
    return <EmptyState icon={IconCalendarOff} text={text} />;
  }
  const hint = mayPlan && !isFiltered && !isPhone ? ` ${t('calendar.draw_hint')}` : '';
  return (
    <p role="status" className={classes.nothing}>
      {`${t(isFiltered ? 'calendar.no_match' : 'calendar.nothing')}${hint}`}
    </p>
  );
}
