import { IconClock } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useOrganisation } from '@/i18n/organisation';
import { isTime } from '@/lib/days';
import { PickerField, type ValueFieldProps } from './PickerField';
import classes from './PickerField.module.css';
import { useFieldTexts } from './typed/fieldTexts';
import { END_TIME, minutesOfDay, showTime, TIME, timeAt } from './typed/timeText';

/** A time of day: 09:30 as the value, and on the screen as the organisation writes it. `isEnd` takes 24:00 too. */
export function TimeField({ isEnd = false, ...props }: ValueFieldProps & { isEnd?: boolean }) {
  const texts = useFieldTexts();
  const { clock } = useOrganisation();
  return (
    <PickerField
      {...props}
      kind={isEnd ? END_TIME : TIME}
      // A phone's keypad for numbers has no letters for am and pm.
      inputMode={clock === 12 ? 'text' : 'numeric'}
      icon={IconClock}
      format={texts.time_field.format}
      wrong={texts.time_field.wrong}
      open={texts.time_field.open}
      choose={texts.time_field.choose}
      picker={({ onPick }) => <TimeList value={props.value} onPick={onPick} />}
    />
  );
}

const STEP_MINUTES = 30;
const TIMES = Array.from({ length: (24 * 60) / STEP_MINUTES }, (_, i) => timeAt(i * STEP_MINUTES));

/** Every half hour of the day, from the one in the field on. */
function TimeList({ value, onPick }: { value: string; onPick: (time: string) => void }) {
  const texts = useFieldTexts();
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const nearest = Math.floor(minutesOfDay(isTime(value) ? value : TIME.first()) / STEP_MINUTES);
  const [at, setAt] = useState(nearest);
  const active = TIMES[at] as string;
  useEffect(() => {
    list.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, active]);
  const onKeyDown = (event: KeyboardEvent) => {
    const last = TIMES.length - 1;
    const places: Record<string, number> = {
      ArrowDown: Math.min(at + 1, last),
      ArrowUp: Math.max(at - 1, 0),
      Home: 0,
      End: last,
    };
    const place = places[event.key];
    if (place !== undefined) setAt(place);
    else if (event.key === 'Enter' || event.key === ' ') onPick(active);
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={list}
      role="listbox"
      tabIndex={0}
      aria-label={texts.time_field.choose}
      aria-activedescendant={`${id}-${active}`}
      data-mantine-stop-propagation
      className={classes.times}
      onKeyDown={onKeyDown}
    >
      {TIMES.map((time, i) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the list handles keys
        // biome-ignore lint/a11y/useFocusableInteractive: as above
        <div
          key={time}
          id={`${id}-${time}`}
          role="option"
          aria-selected={i === at}
          className={classes.time}
          onMouseMove={() => setAt(i)}
          onClick={() => onPick(time)}
        >
          {showTime(time)}
        </div>
      ))}
    </div>
  );
}
