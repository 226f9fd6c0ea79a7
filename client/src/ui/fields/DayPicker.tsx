import { ActionIcon, Button } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { i18n } from '@/i18n';
import { longDate, monthName, weekdayName } from '@/i18n/formatDates';
import { organisation } from '@/i18n/organisation';
import { isDay } from '@/lib/days';
import classes from './PickerField.module.css';
import { daysLater, monthsAfter, today } from './typed/dateText';
import { useFieldTexts } from './typed/fieldTexts';

const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6];
/** A month shown always takes as many, so that the buttons stay in place. */
const WEEKS = 6;

/** How many days after the first one of the week, which the organisation chooses. */
const weekdayOf = (day: string) => (new Date(`${day}T00:00Z`).getUTCDay() - organisation.get().week_starts_on + 7) % 7;

interface Props {
  value: string;
  isClearable: boolean;
  onPick: (day: string) => void;
}

/** A month, in which the arrow keys move by a day or a week and the page keys by a month, or with Shift by a year. */
export function DayPicker({ value, isClearable, onPick }: Props) {
  const texts = useFieldTexts();
  const id = useId();
  const grid = useRef<HTMLTableElement>(null);
  const now = today();
  const [at, setAt] = useState(isDay(value) ? value : now);
  // The days have the focus from the start, and keep it when the arrows lead to another month.
  const [isInGrid, setInGrid] = useState(true);
  useEffect(() => {
    if (isInGrid) grid.current?.querySelector<HTMLElement>(`[data-day="${at}"]`)?.focus({ preventScroll: true });
  }, [at, isInGrid]);

  const go = (day: string, inGrid: boolean) => {
    setInGrid(inGrid);
    if (isDay(day)) setAt(day);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const months = event.shiftKey ? 12 : 1;
    const places: Record<string, () => string> = {
      ArrowLeft: () => daysLater(at, -1),
      ArrowRight: () => daysLater(at, 1),
      ArrowUp: () => daysLater(at, -7),
      ArrowDown: () => daysLater(at, 7),
      Home: () => daysLater(at, -weekdayOf(at)),
      End: () => daysLater(at, 6 - weekdayOf(at)),
      PageUp: () => monthsAfter(at, -months),
      PageDown: () => monthsAfter(at, months),
    };
    const place = places[event.key];
    if (!place) return;
    event.preventDefault();
    go(place(), true);
  };
  const first = `${at.slice(0, 7)}-01`;
  const firstShown = daysLater(first, -weekdayOf(first));
  return (
    <div className={classes.days}>
      <div className={classes.head}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={texts.date_field.previous}
          data-mantine-stop-propagation
          onClick={() => go(monthsAfter(at, -1), false)}
        >
          <IconChevronLeft size={18} aria-hidden />
        </ActionIcon>
        <span id={id} aria-live="polite" className={classes.month}>
          {monthName(first)}
        </span>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={texts.date_field.next}
          data-mantine-stop-propagation
          onClick={() => go(monthsAfter(at, 1), false)}
        >
          <IconChevronRight size={18} aria-hidden />
        </ActionIcon>
      </div>
      <table ref={grid} aria-labelledby={id}>
        <thead>
          <tr>
            {WEEKDAYS.map((day) => (
              <th key={day} scope="col">
                {weekdayName((day + organisation.get().week_starts_on - 1) % 7).slice(
                  0,
                  i18n.language === 'en' ? 2 : 3,
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: WEEKS }, (_, week) => daysLater(firstShown, 7 * week)).map((start) => (
            <tr key={start}>
              {WEEKDAYS.map((weekday) => daysLater(start, weekday)).map((day) => (
                <td key={day}>
                  <button
                    type="button"
                    data-day={day}
                    data-elsewhere={day.slice(0, 7) !== at.slice(0, 7) || undefined}
                    data-mantine-stop-propagation
                    aria-label={longDate(`${day}T12:00Z`, 'UTC')}
                    aria-current={day === now ? 'date' : undefined}
                    aria-pressed={day === value}
                    onKeyDown={onKeyDown}
                    tabIndex={day === at ? 0 : -1}
                    className={classes.date}
                    onClick={() => onPick(day)}
                  >
                    {Number(day.slice(8))}
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <div className={classes.foot}>
        <Button size="compact-sm" variant="subtle" data-mantine-stop-propagation onClick={() => onPick(now)}>
          {texts.date_field.today}
        </Button>
        {isClearable && value !== '' && (
          <Button size="compact-sm" variant="subtle" data-mantine-stop-propagation onClick={() => onPick('')}>
            {texts.date_field.clear}
          </Button>
        )}
      </div>
    </div>
  );
}
