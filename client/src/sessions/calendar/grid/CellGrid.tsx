import { type CSSProperties, memo, type RefObject, useLayoutEffect, useMemo, useState } from 'react';
import type { Person } from '@/api/types';
import { useTranslation } from '@/i18n';
import { viewerZone } from '@/i18n/formatDates';
import { personName } from '@/i18n/personName';
import classes from './CellGrid.module.css';
import type { Drag } from './drag';
import type { GridProps } from './gridProps';
import { dayHeading, fullDay } from './range';
import { LaneName, SessionBlock } from './SessionBlock';
import { type Segment, segmentsByDay } from './segments';

interface Props extends GridProps {
  /** Trainers with a row each; null for the weeks of a month. */
  lanes: readonly Person[] | null;
  /** The month whose days count, as 2026-05; the others are quiet. */
  month: string | null;
}

const LINE_PX = 24;
const HEADING_PX = 32;

/** Days that list their sessions: the weeks of a month, or a week with a row for each trainer. */
export function CellGrid(props: Props) {
  const { days, sessions, lanes, root, today, month } = props;
  const { t } = useTranslation('sessions');
  const zone = viewerZone();
  const weeks = lanes ? 1 : days.length / 7;
  const limit = useLinesThatFit(root, lanes ? null : weeks);
  const rows = useMemo(() => {
    const byDay = segmentsByDay(sessions, days, zone);
    const on = (day: string) => byDay.get(day) ?? [];
    if (lanes) {
      return lanes.map((lane) => ({
        key: String(lane.id),
        lane,
        cells: days.map((day) => ({ day, parts: on(day).filter(({ session }) => session.trainer_id === lane.id) })),
      }));
    }
    return Array.from({ length: weeks }, (_, week) => ({
      key: days[7 * week] ?? '',
      lane: null,
      cells: days.slice(7 * week, 7 * week + 7).map((day) => ({ day, parts: on(day) })),
    }));
  }, [sessions, days, zone, lanes, weeks]);
  return (
    <div
      ref={root as RefObject<HTMLDivElement>}
      className={classes.grid}
      data-lanes={lanes !== null || undefined}
      style={{ '--columns': lanes ? days.length : 7, '--rows': rows.length } as CSSProperties}
    >
      <div className={classes.head}>
        {lanes && <span>{t('filter.trainer')}</span>}
        {days.slice(0, lanes ? days.length : 7).map((day) => (
          <span key={day} data-date={day} aria-current={lanes && day === today ? 'date' : undefined}>
            {dayHeading(day).weekday}
            {lanes && (
              <button
                type="button"
                aria-label={t('calendar.go_to', { day: fullDay(day) })}
                onClick={() => props.onDay(day)}
              >
                {dayHeading(day).date}
              </button>
            )}
          </span>
        ))}
      </div>
      {rows.map(({ key, lane, cells }) => (
        <div key={key} className={classes.row}>
          {lane && (
            <div className={classes.lane}>
              <LaneName trainer={lane} />
            </div>
          )}
          {cells.map((cell) => (
            <DayCell
              key={cell.day}
              {...cell}
              lane={lane}
              limit={limit}
              isToday={cell.day === today}
              isQuiet={month !== null && !cell.day.startsWith(month)}
              ghost={ghostIn(props.drag ?? props.slot, cell.day, lane)}
              liftedId={props.drag?.session?.id ?? null}
              phaseOf={props.phaseOf}
              colour={props.colour}
              canMove={props.canMove}
              onDay={props.onDay}
              onMore={props.onMore}
              typed={ghostIn(props.slot, cell.day, lane) ? props.typed : ''}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

const ghostIn = (drag: Drag | null, day: string, lane: Person | null) =>
  drag && drag.day === day && (lane === null || drag.lane === lane.id) ? drag : null;

/** How many lines a day of a month has room for; null where all are shown. */
function useLinesThatFit(root: RefObject<HTMLElement | null>, weeks: number | null): number | null {
  const [height, setHeight] = useState(() => innerHeight - 140);
  useLayoutEffect(() => {
    const element = root.current;
    if (!element) return;
    const measure = () => setHeight(element.clientHeight - HEADING_PX);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [root]);
  return weeks === null ? null : Math.max(1, Math.floor((height / weeks - HEADING_PX) / LINE_PX));
}

interface CellProps extends Pick<GridProps, 'phaseOf' | 'colour' | 'canMove' | 'onDay' | 'onMore' | 'typed'> {
  day: string;
  /** What takes place on that day: also what began the day before. */
  parts: readonly Segment[];
  lane: Person | null;
  limit: number | null;
  isToday: boolean;
  /** Belongs to another month. */
  isQuiet: boolean;
  ghost: Drag | null;
  liftedId: number | null;
}

const DayCell = memo(function DayCell(props: CellProps) {
  const { day, parts, lane, limit, isToday, isQuiet, ghost, liftedId, phaseOf, colour, canMove, onDay, onMore } = props;
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  const isFull = limit !== null && parts.length > limit;
  const shown = isFull ? parts.slice(0, Math.max(0, limit - 1)) : parts;
  const date = fullDay(day);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has no place here
    <div
      role="group"
      className={classes.cell}
      data-day={day}
      data-lane={lane?.id}
      data-today={isToday || undefined}
      data-quiet={isQuiet || undefined}
      aria-label={[lane && personName(lane), date, t('calendar.count', { count: parts.length })]
        .filter(Boolean)
        .join(', ')}
    >
      {!lane && (
        <button
          type="button"
          className={classes.date}
          aria-current={isToday ? 'date' : undefined}
          aria-label={t('calendar.go_to', { day: date })}
          onClick={() => onDay(day)}
        >
          {dayHeading(day).date}
        </button>
      )}
      {shown.map(({ session, isStart }) => (
        <SessionBlock
          key={session.id}
          session={session}
          phase={phaseOf(session)}
          colour={colour}
          shape={lane ? 'tile' : 'line'}
          canMove={canMove(session)}
          isStart={isStart}
          isLifted={session.id === liftedId}
        />
      ))}
      {isFull && (
        <button
          type="button"
          className={classes.more}
          aria-label={t('calendar.more_hint', { count: parts.length - shown.length })}
          onClick={() => onMore(day)}
        >
          <span data-text={`+${parts.length - shown.length}`}>
            {t('calendar.more', { count: parts.length - shown.length })}
          </span>
        </button>
      )}
      {ghost && (
        <div className={classes.ghost} data-ghost>
          {ghost.session?.title ?? (props.typed.trim() || core('action.new_session'))}
        </div>
      )}
    </div>
  );
});
