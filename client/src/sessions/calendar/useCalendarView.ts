import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Organisation } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { usePermissions } from '@/auth/permissions';
import { viewerZone } from '@/i18n/formatDates';
import { useOrganisation } from '@/i18n/organisation';
import { serverNow } from '@/lib/serverClock';
import { browserStorage, tabStorage } from '@/lib/storage';
import { useNow } from '@/lib/useNow';
import { organisationQuery } from '@/shell/organisation/organisationQuery';
import { nextFullHour } from '../model/draft';
import { sessionsQuery } from '../model/queries';
import { type CalendarSearch, calendarSearch } from '../model/search';
import { atTime, dayOf, daysFrom, midnight, plusDays, type View, weekStartOf } from './grid/range';
import { timeAt, workingHours } from './grid/segments';

const route = getRouteApi('/_app/calendar');
const PHONE = '(max-width: 48em)';

type WorkingTime = Pick<Organisation, 'working_hours' | 'time_zone'>;

const OFFICE_HOURS = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: '09:00', to: '17:00' }));

/** The organisation's working hours; until they are known, office hours. */
export function useWorkingTime(): WorkingTime {
  const { data } = useQuery(organisationQuery());
  const [office] = useState(() => ({ working_hours: OFFICE_HOURS, time_zone: viewerZone() }));
  return data ?? office;
}

/**
 * What the calendar shows: as the address says, else as this person left it on this device. The address always says it
 * in the end, and each period and view is an entry in the history.
 */
export function useCalendarView() {
  const me = useMe();
  const may = usePermissions();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const isPhone = useMediaQuery(PHONE, undefined, { getInitialValueInEffect: false }) ?? false;
  const today = dayOf(new Date(useNow()));
  const [kept] = useState(() => readKept(me.id, dayOf(new Date(serverNow()))));
  const chosen = { ...kept, ...defined(search) };
  const usual: View = isPhone ? (may.planSessions ? 'three' : 'agenda') : 'week';
  const wanted = chosen.view ?? usual;
  // A phone has no room for the seven days of a week.
  const view: View = isPhone && wanted === 'week' ? 'three' : wanted;
  const opening = useOpeningDay(view === 'week' && chosen.day === undefined, today);
  const day = chosen.day ?? opening;
  // Trainers see only their own sessions.
  const colour = may.seeOtherTrainers ? (chosen.colour ?? 'trainer') : 'state';
  const mayHaveLanes = may.seeAllSessions && (view === 'day' || (view === 'week' && !isPhone));
  const lanes = mayHaveLanes && chosen.lanes === 'trainer';

  const { view: inAddress } = search;
  useEffect(() => {
    if (inAddress !== undefined) return;
    const remembered = { view: wanted, day: kept.day, colour: kept.colour, lanes: kept.lanes };
    void navigate({ search: (now) => ({ ...remembered, ...defined(now) }), replace: true, resetScroll: false });
  }, [inAddress, wanted, kept, navigate]);
  useEffect(() => {
    keep(me.id, { view: search.view, colour: search.colour, lanes: search.lanes, day: search.day }, today);
  }, [me.id, search.view, search.colour, search.lanes, search.day, today]);

  const change = useCallback(
    (to: CalendarSearch) => {
      const isPeriod = 'day' in to || 'view' in to;
      void navigate({ search: (now) => ({ ...now, ...to }), replace: !isPeriod, resetScroll: false });
    },
    [navigate],
  );
  const isFiltered = [search.status, search.trainer_id, search.trainee_id].some((value) => value !== undefined);
  const weekStart = useOrganisation().week_starts_on;
  const zone = viewerZone();
  return {
    search,
    view,
    day,
    today,
    colour,
    lanes,
    mayHaveLanes,
    isFiltered,
    isPhone,
    weekStart,
    zone,
    change,
  } as const;
}

const defined = <T extends object>(search: T): T =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as T;

type Kept = Pick<CalendarSearch, 'view' | 'colour' | 'lanes' | 'day'>;

const nameOf = (user: number) => `tms.calendar.${user}`;

/** The day is kept in the tab, for today: nobody looks for last month's tomorrow. */
function readKept(user: number, today: string): Kept {
  const read = (text: string | null): Record<string, unknown> => {
    try {
      return (JSON.parse(text ?? '{}') ?? {}) as Record<string, unknown>;
    } catch {
      return {};
    }
  };
  const { view, colour, lanes } = calendarSearch(read(browserStorage.get(nameOf(user))));
  const left = read(tabStorage.get(nameOf(user)));
  const { day } = calendarSearch(left.on === today ? left : {});
  return defined({ view, colour, lanes, day });
}

function keep(user: number, { day, ...choices }: Kept, today: string) {
  const before = readKept(user, today);
  browserStorage.set(nameOf(user), JSON.stringify({ ...before, ...defined(choices), day: undefined }));
  if (day) tabStorage.set(nameOf(user), JSON.stringify({ day, on: today }));
  else if (choices.view) tabStorage.remove(nameOf(user));
}

/** Today; or, where weeks are shown and this one's work is over with nothing left to come, the first day of the next. */
function useOpeningDay(isWeek: boolean, today: string): string {
  const work = useWorkingTime();
  const [now] = useState(serverNow);
  const first = weekStartOf(today);
  const next = plusDays(first, 7);
  const isOver = useMemo(() => isWeek && isWorkOver(work, first, next, now), [isWeek, work, first, next, now]);
  const rest = { from: new Date(now).toISOString(), to: midnight(next).toISOString() };
  const left = useQuery({ ...sessionsQuery({ ...rest, order: 'scheduled_date', limit: 1 }), enabled: isOver });
  const hasMore = (left.data?.items.length ?? 0) > 0;
  return isOver && !hasMore ? next : today;
}

/** Whether all working hours of these days are over; without any, whether the days are. */
export function isWorkOver(work: WorkingTime, from: string, to: string, now: number): boolean {
  const ends = daysFrom(from, to).flatMap((day) =>
    workingHours(work, day, viewerZone()).map((hours) => midnight(day).getTime() + hours.to * 60_000),
  );
  return now >= (ends.length > 0 ? Math.max(...ends) : midnight(to).getTime());
}

const HOUR_MS = 3_600_000;

/** When a session starts that is planned without a time: the next hour of work among the days on the screen. */
export function startOn(days: readonly string[], work: WorkingTime, now: number): number {
  const zone = viewerZone();
  const hours = days.flatMap((day) =>
    workingHours(work, day, zone).map(({ from, to }) => ({
      from: atTime(day, timeAt(from)).getTime(),
      to: atTime(day, timeAt(Math.min(to, 1439))).getTime(),
    })),
  );
  const full = nextFullHour(now, zone);
  const next = hours.find(({ to }) => to - HOUR_MS >= Math.max(now, full));
  const isNow = days.includes(dayOf(new Date(now)));
  if (next) return Math.max(next.from, full);
  return isNow ? full : (hours[0]?.from ?? atTime(days[0] ?? dayOf(new Date(now)), '09:00').getTime());
}
