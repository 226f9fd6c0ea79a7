import { type KeyboardEvent, useId, useState } from 'react';
import { useTranslation } from '@/i18n';
import { letterOf } from '@/lib/keys';
import classes from './AttendanceSheet.module.css';

interface Props {
  /** Whose minutes they are. */
  name: string;
  minutes: number | null;
  /** The length of the session. */
  most: number;
  /** The person's place in the roster. */
  place: number;
  tabIndex: number;
  /** Called with null for an empty field, and only if the value is another one. */
  onDone: (minutes: number | null) => void;
  /** Called when a key leaves the field: by 0 for the same person, by -1 and 1 for the one above and below. */
  onLeave: (by: number) => void;
}

const LEAVING: Readonly<Record<string, number>> = { Enter: 0, Escape: 0, ArrowUp: -1, ArrowDown: 1 };

/** How many minutes somebody was there; empty for the whole time. Leaving the field saves it, Escape does not. */
export function MinutesField({ name, minutes, most, place, tabIndex, onDone, onLeave }: Props) {
  const { t } = useTranslation('sessions');
  const id = useId();
  // Null while nobody types: the field then shows what others enter.
  const [typed, setTyped] = useState<string | null>(null);
  const stored = minutes === null ? '' : String(minutes);
  const isTooMany = Number(typed ?? 0) > most;

  function save() {
    if (typed === null || isTooMany) return;
    setTyped(null);
    const next = typed === '' ? null : Number(typed);
    if (next !== minutes) onDone(next);
  }

  function onKeyDown(event: KeyboardEvent) {
    const by = LEAVING[letterOf(event)];
    if (by === undefined || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') setTyped(null);
    else if (isTooMany) return;
    else save();
    onLeave(by);
  }

  return (
    <>
      <span className={classes.minutes} data-own-escape>
        <input
          value={typed ?? stored}
          inputMode="numeric"
          autoComplete="off"
          maxLength={4}
          data-minutes={place}
          tabIndex={tabIndex}
          aria-label={t('attendance.minutes', { name })}
          aria-invalid={isTooMany || undefined}
          aria-describedby={isTooMany ? id : undefined}
          onChange={({ currentTarget }) => setTyped(currentTarget.value.replace(/\D/g, ''))}
          onFocus={({ currentTarget }) => currentTarget.select()}
          onBlur={save}
          onKeyDown={onKeyDown}
        />
        <span aria-hidden>{t('attendance.minutes_unit')}</span>
      </span>
      {isTooMany && (
        <div id={id} role="alert" className={classes.fault}>
          {t('attendance.need_minutes', { most })}
        </div>
      )}
    </>
  );
}
