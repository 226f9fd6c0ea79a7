import { VisuallyHidden } from '@mantine/core';
import { type CSSProperties, memo, type RefObject, useLayoutEffect, useMemo } from 'react';
import type { Organisation, Person } from '@/api/types';
import { useTranslation } from '@/i18n';
import { clockTime, viewerZone } from '@/i18n/formatDates';
import { personName } from '@/i18n/personName';
import { useNow } from '@/lib/useNow';
import { wallClock } from '@/lib/wallClock';
import { useWidth } from '@/ui/useWidth';
import { cascade } from './cascade';
import type { Drag } from './drag';
import type { GridProps } from './gridProps';
import { atTime, dayHeading, fullDay, offsetOf, plusDays } from './range';
import { LaneName, SessionBlock } from './SessionBlock';
import {
  allHours,
  besides,
  fittedHours,
  type Interval,
  minutesOf,
  type Segment,
  segmentsByDay,
  timeAt,
  workingHours,
} from './segments';
import classes from './TimeGrid.module.css';

interface Props extends GridProps {
  organisation: Pick<Organisation, 'working_hours' | 'time_zone'>;
  /** Trainers with a lane each, of a single day; without lanes, null. */
  lanes: readonly Person[] | null;
}

interface Column {
  key: string;
  day: string;
  lane: Person | null;
  segments: Segment[];
  off: Interval[];
}

const HOURS = Array.from({ length: 23 }, (_, i) => i + 1);
/** A box is at least as high as this many minutes, and shows its title in as many. */
const MIN_MINUTES = 28;
/** Narrower boxes show nothing that can be read. */
const MIN_BOX_PX = 48;
const LABEL_PX = 8;

/** Days side by side with their hours, or the lanes of trainers in one day. */
export function TimeGrid(props: Props) {
  const { days, sessions, organisation, lanes, root, drag, today, onDay } = props;
  const { t } = useTranslation('sessions');
  const zone = viewerZone();
  const width = useWidth(root, innerWidth);
  const { columns, fitted, printed } = useMemo(() => {
    const byDay = segmentsByDay(sessions, days, zone);
    const hours = new Map(days.map((day) => [day, workingHours(organisation, day, zone)]));
    const all = days.map((day) => ({ day, segments: byDay.get(day) ?? [], off: besides(hours.get(day) ?? []) }));
    const parts = all.flatMap(({ segments }) => segments);
    const fitted = fittedHours([...hours.values()].flat(), parts);
    return {
      columns: all.flatMap(({ day, segments, off }): Column[] =>
        lanes
          ? lanes.map((lane) => ({ key: String(lane.id), day, lane, segments: ofTrainer(segments, lane), off }))
          : [{ key: day, day, lane: null, segments, off }],
      ),
      fitted,
      printed: allHours(fitted, parts),
    };
  }, [sessions, days, zone, organisation, lanes]);
  useScrollToWork(root, fitted.from, `${days.join()} ${columns.length > 0}`);
  const maxColumns = Math.max(1, Math.floor((width - 60) / columns.length / MIN_BOX_PX));
  return (
    <div
      ref={root as RefObject<HTMLDivElement>}
      className={classes.scroll}
      data-lanes={lanes !== null || undefined}
      style={
        {
          '--columns': columns.length,
          '--fit': fitted.to - fitted.from,
          '--print-from': printed.from,
          '--print-fit': printed.to - printed.from,
        } as CSSProperties
      }
    >
      <div className={classes.head}>
        <span className={classes.zone}>{offsetOf(atTime(days[0] ?? today, '12:00').getTime())}</span>
        {columns.map(({ key, day, lane }) =>
          lane ? (
            <span key={key} className={classes.lane}>
              <LaneName trainer={lane} />
            </span>
          ) : (
            <button
              key={key}
              type="button"
              className={classes.day}
              data-date={day}
              aria-current={day === today ? 'date' : undefined}
              onClick={() => onDay(day)}
            >
              {dayHeading(day).weekday} <b>{dayHeading(day).date}</b>
              <VisuallyHidden>{t('calendar.go_to', { day: fullDay(day) })}</VisuallyHidden>
            </button>
          ),
        )}
      </div>
      <div className={classes.body}>
        <div className={classes.hours} aria-hidden>
          {HOURS.map((hour) => (
            <span key={hour} style={{ '--at': hour } as CSSProperties}>
              {clockTime(`2000-01-01T${timeAt(hour * 60)}Z`, 'UTC')}
            </span>
          ))}
        </div>
        {columns.map((column) => (
          <DayColumn
            key={column.key}
            column={column}
            isToday={column.day === today}
            ghost={ghostIn(drag ?? props.slot, column)}
            liftedId={liftedIn(drag, column)}
            maxColumns={maxColumns}
            phaseOf={props.phaseOf}
            colour={props.colour}
            canMove={props.canMove}
            onMore={props.onMore}
            typed={ghostIn(props.slot, column) ? props.typed : ''}
          />
        ))}
      </div>
    </div>
  );
}

const ofTrainer = (segments: readonly Segment[], { id }: Person) =>
  segments.filter(({ session }) => session.trainer_id === id);

/** What is dragged, in the column where it would be. */
function ghostIn(drag: Drag | null, { day, lane }: Column): Drag | null {
  if (!drag || drag.from === null || drag.to === null || drag.day !== day) return null;
  return lane === null || drag.lane === lane.id ? drag : null;
}

/** The session that is being moved, for the columns in which it is. */
const liftedIn = (drag: Drag | null, { segments }: Column) =>
  segments.some(({ session }) => session.id === drag?.session?.id) ? (drag?.session?.id ?? null) : null;

/** Working hours are what is seen first; a person who has scrolled on stays there while the same days are shown. */
function useScrollToWork(root: RefObject<HTMLElement | null>, hour: number, shown: string) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when other days are shown
  useLayoutEffect(() => {
    const show = () => {
      const scroll = root.current;
      const body = scroll?.querySelector('[data-timed]');
      // The first hour is written beside its line, half of it above.
      if (scroll && body) scroll.scrollTop = (body.clientHeight * hour) / 24 - LABEL_PX;
    };
    show();
    // What is printed is not scrolled.
    addEventListener('afterprint', show);
    return () => removeEventListener('afterprint', show);
  }, [shown, hour]);
}

interface ColumnProps extends Pick<GridProps, 'phaseOf' | 'colour' | 'canMove' | 'onMore' | 'typed'> {
  column: Column;
  isToday: boolean;
  ghost: Drag | null;
  /** The session that is being moved. */
  liftedId: number | null;
  maxColumns: number;
}

const DayColumn = memo(function DayColumn(props: ColumnProps) {
  const { column, isToday, ghost, liftedId, maxColumns, phaseOf, colour, canMove, onMore, typed } = props;
  const { day, lane, segments, off } = column;
  const { t } = useTranslation('sessions');
  const { placed, hidden } = useMemo(
    () => cascade(segments, { minMinutes: MIN_MINUTES, titleMinutes: MIN_MINUTES, maxColumns }),
    [segments, maxColumns],
  );
  const name = [lane && personName(lane), fullDay(day), t('calendar.count', { count: segments.length })];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has no place here
    <div
      role="group"
      aria-label={name.filter(Boolean).join(', ')}
      className={classes.column}
      data-day={day}
      data-lane={lane?.id}
      data-timed
      data-today={isToday || undefined}
    >
      {off.map(({ from, to }) => (
        <span key={from} className={classes.off} style={{ '--from': from / 60, '--to': to / 60 } as CSSProperties} />
      ))}
      {placed.map(({ segment: { session, from, to, isEnd }, left, width, level, clearTo }) => (
        <SessionBlock
          key={session.id}
          session={session}
          phase={phaseOf(session)}
          colour={colour}
          shape="box"
          place={{ from, to, left, width, level, clearTo }}
          canMove={canMove(session)}
          isEnd={isEnd}
          isLifted={session.id === liftedId}
        />
      ))}
      {hidden.map(({ segments: rest, from, to, left, width }) => (
        <button
          key={from}
          type="button"
          className={classes.more}
          style={{ '--from': from / 60, '--to': to / 60, '--left': left, '--width': width } as CSSProperties}
          aria-label={t('calendar.more_hint', { count: rest.length })}
          onClick={() => onMore(day)}
        >
          {t('calendar.more', { count: rest.length })}
        </button>
      ))}
      {ghost && <Ghost drag={ghost} typed={typed} />}
      {isToday && <NowLine />}
    </div>
  );
});

/** Where what is dragged would be, with its times. */
function Ghost({ drag: { day, from, to, session }, typed }: { drag: Drag; typed: string }) {
  const { t } = useTranslation();
  const [start, end] = [from ?? 0, to ?? 0];
  const at = (minutes: number) =>
    clockTime(atTime(plusDays(day, Math.floor(minutes / 1440)), timeAt(minutes % 1440)).getTime());
  return (
    <div
      className={classes.ghost}
      data-ghost
      style={{ '--from': start / 60, '--to': Math.min(24, end / 60) } as CSSProperties}
    >
      <b>{session?.title ?? (typed.trim() || t('action.new_session'))}</b>
      <span>{`${at(start)}–${at(end)}`}</span>
    </div>
  );
}

/** The line that moves with the time. */
function NowLine() {
  const now = wallClock(useNow(), viewerZone());
  return <span className={classes.now} data-now style={{ '--at': minutesOf(now.time) / 60 } as CSSProperties} />;
}
