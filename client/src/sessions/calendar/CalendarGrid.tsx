import FullCalendar, { type CalendarApi, type EventInput, type ViewOptions } from '@fullcalendar/react';
import dayGrid from '@fullcalendar/react/daygrid';
import interaction from '@fullcalendar/react/interaction';
import list from '@fullcalendar/react/list';
import enGb from '@fullcalendar/react/locales/en-gb';
import pt from '@fullcalendar/react/locales/pt';
import forma from '@fullcalendar/react/themes/forma';
import timeGrid from '@fullcalendar/react/timegrid';
import '@fullcalendar/react/skeleton.css';
import '@fullcalendar/react/themes/forma/theme.css';
import './fullcalendar.css';
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useMemo, useRef } from 'react';
import type { Session } from '@/api/types';
import { useTranslation } from '@/i18n';
import { viewerZone } from '@/i18n/formatDates';
import { useOrganisation } from '@/i18n/organisation';
import { serverNow } from '@/lib/serverClock';
import { toast } from '@/ui/feedback/toasts';
import type { Prefill } from '../model/draft';
import { phaseOf } from '../model/sessionPhase';
import classes from './CalendarGrid.module.css';
import { EventContent, NewEventContent } from './EventContent';
import { AGENDA_DAYS, atTime, dayOf, midnight, type View } from './range';

const PLUGINS = [forma, dayGrid, timeGrid, list, interaction];
const LOCALES = [enGb, pt];
const NAMES: Record<View, string> = {
  month: 'dayGridMonth',
  week: 'timeGridWeek',
  day: 'timeGridDay',
  agenda: 'agenda',
};
const VIEW_OPTIONS = {
  agenda: {
    type: 'list',
    duration: { days: AGENDA_DAYS },
    listDayFormat: { weekday: 'long' },
    listDayAltFormat: { day: 'numeric', month: 'long' },
    listDayClass: classes.day,
    listDayHeaderClass: ({ isToday }: { isToday: boolean }) =>
      isToday ? `${classes.heading} ${classes.today}` : classes.heading,
    listDayBodyClass: classes.body,
    listItemEventClass: classes.row,
    listItemEventInnerClass: classes.inner,
  },
  dayGridMonth: {
    dayHeaderFormat: { weekday: 'short' },
    dayCellTopInnerClass: classes.number,
    listItemEventBeforeClass: classes.none,
    listItemEventInnerClass: classes.inner,
  },
  timeGridWeek: {
    dayHeaderFormat: { weekday: 'short', day: 'numeric' },
    columnEventInnerClass: classes.inner,
  },
  timeGridDay: {
    dayHeaderFormat: { weekday: 'long', day: 'numeric' },
    columnEventInnerClass: classes.inner,
  },
} satisfies Record<string, ViewOptions>;
const CLOCKS = {
  24: { hour: '2-digit', minute: '2-digit', hour12: false },
  12: { hour: 'numeric', minute: '2-digit', hour12: true },
} as const;
const COLOURS = {
  scheduled: 'var(--tms-accent)',
  running: 'var(--tms-good)',
  past: 'var(--tms-wait)',
  completed: 'var(--tms-good)',
  cancelled: 'var(--tms-quiet)',
};
const NEW_SESSION_MINUTES = 60;
const NEW_SESSION_TIME = '09:00';

interface Props {
  view: View;
  day: string;
  sessions: readonly Session[];
  isIncomplete: boolean;
  canMove: (session: Session) => boolean;
  onOpen: (session: Session, at: HTMLElement) => void;
  onDay: (day: string) => void;
  onMove: (session: Session, start: number, minutes: number) => void;
  /** An empty slot was selected; omitted if the user may not create sessions. */
  onSlot: ((slot: Prefill) => void) | undefined;
}

const minutesBetween = (start: Date, end: Date) => Math.round((end.getTime() - start.getTime()) / 60_000);

/** The session of a box. While somebody drags over empty time, the box is that of no session. */
const sessionIn = (event: { extendedProps: Record<string, unknown> }) =>
  event.extendedProps.session as Session | undefined;

/** The grid. The URL determines what it shows; callbacks report what the user does in it. */
export default function CalendarGrid(props: Props) {
  const { view, day, sessions, canMove, onSlot } = props;
  const { t, language } = useTranslation('sessions');
  const { t: core } = useTranslation();
  const { clock, week_starts_on } = useOrganisation();
  const zone = viewerZone();
  const scheme = useComputedColorScheme('light');
  const calendar = useRef<{ getApi: () => CalendarApi }>(null);
  const box = useRef<HTMLDivElement>(null);
  const isListed = view === 'agenda';

  // biome-ignore lint/correctness/useExhaustiveDependencies: midnights are those of the zone
  useEffect(() => {
    const api = calendar.current?.getApi();
    if (!api) return;
    if (api.view.type !== NAMES[view]) api.changeView(NAMES[view], midnight(day));
    else api.gotoDate(midnight(day));
  }, [view, day, zone]);

  const events = useMemo(
    () =>
      sessions.map((session): EventInput => {
        const phase = phaseOf(session, serverNow());
        return {
          id: String(session.id),
          title: session.title,
          start: session.scheduled_date,
          end: session.ends_at,
          editable: canMove(session),
          color: COLOURS[phase],
          className: phase === 'cancelled' ? `${classes.event} ${classes.cancelled}` : classes.event,
          session,
        };
      }),
    [sessions, canMove],
  );

  return (
    <div ref={box} className={classes.grid} data-incomplete={props.isIncomplete || undefined}>
      <FullCalendar
        ref={calendar}
        plugins={PLUGINS}
        locales={LOCALES}
        locale={language === 'en' ? 'en-gb' : 'pt'}
        timeZone={zone}
        colorScheme={scheme}
        initialView={NAMES[view]}
        initialDate={midnight(day)}
        views={VIEW_OPTIONS}
        headerToolbar={false}
        events={events}
        height={view === 'month' || isListed ? 'auto' : 'max(30rem, calc(100dvh - 19rem))'}
        allDaySlot={false}
        fixedWeekCount={false}
        dayMaxEvents={view === 'month' ? 4 : false}
        moreLinkClick={({ date }) => props.onDay(dayOf(date))}
        moreLinkText={(count) => t('calendar.more', { count })}
        moreLinkHint={(count) => t('calendar.more_hint', { count })}
        navLinks={view === 'month'}
        navLinkDayClick={(date) => props.onDay(dayOf(date))}
        navLinkHint={(date) => t('calendar.go_to', { day: date })}
        eventsHint={t('title')}
        closeHint={core('action.close')}
        todayHint={t('calendar.today')}
        noEventsText={t('calendar.nothing')}
        now={() => new Date(serverNow())}
        nowIndicator
        nextDayThreshold="06:00"
        scrollTime="07:30"
        scrollTimeReset={false}
        // With snapping finer than the slots, FullCalendar 7.1 drops too late; quarter-hour slots would fill the screen.
        slotDuration="00:30"
        firstDay={week_starts_on % 7}
        eventTimeFormat={CLOCKS[clock]}
        slotHeaderFormat={CLOCKS[clock]}
        eventMinHeight={24}
        slotEventOverlap={false}
        eventInteractive
        eventStartEditable
        eventDurationEditable={view !== 'month'}
        longPressDelay={400}
        selectable={onSlot !== undefined && !isListed}
        selectMirror
        selectMinDistance={4}
        // The animation waits for a transition that does not happen with reduced motion.
        dragRevertDuration={0}
        eventContent={({ event, isShort }) => {
          const session = sessionIn(event);
          const start = event.start ?? new Date();
          const end = event.end ?? start;
          if (!session) return <NewEventContent start={start} end={end} />;
          return <EventContent session={session} view={view} isShort={isShort} start={start} end={end} />;
        }}
        eventDidMount={({ event, el }) => {
          el.dataset.session = event.id;
        }}
        eventClick={({ event, el, jsEvent }) => {
          jsEvent.preventDefault();
          const session = sessionIn(event);
          if (session) props.onOpen(session, el);
        }}
        eventDrop={({ event, revert }) => {
          const session = sessionIn(event);
          if (!event.start || !session) return revert();
          return props.onMove(session, event.start.getTime(), session.duration_minutes);
        }}
        eventResize={({ event, revert }) => {
          const session = sessionIn(event);
          if (!event.start || !event.end || !session) return revert();
          return props.onMove(session, event.start.getTime(), minutesBetween(event.start, event.end));
        }}
        eventDragStop={({ jsEvent }) => {
          // FullCalendar reverts a drop outside the grid silently.
          const { clientX, clientY } = pointOf(jsEvent);
          if (!box.current?.contains(document.elementFromPoint(clientX, clientY))) toast(t('calendar.dropped_outside'));
        }}
        dateClick={({ date, allDay }) => {
          const start = allDay ? atTime(dayOf(date), NEW_SESSION_TIME) : date;
          onSlot?.({ start: start.toISOString(), duration_minutes: NEW_SESSION_MINUTES });
        }}
        select={({ start, end, allDay, view: { calendar: api } }) => {
          api.unselect();
          // A selection of several days is not a session.
          if (!allDay) onSlot?.({ start: start.toISOString(), duration_minutes: minutesBetween(start, end) });
        }}
      />
    </div>
  );
}

function pointOf(event: MouseEvent | TouchEvent): { clientX: number; clientY: number } {
  return 'changedTouches' in event ? (event.changedTouches[0] ?? { clientX: 0, clientY: 0 }) : event;
}
