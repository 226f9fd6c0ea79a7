import { ActionIcon } from '@mantine/core';
import { IconNote, IconNotes } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import type { AttendanceRecord, AttendanceStatus, Person, Session } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { clockTime, dateOf } from '@/i18n/formatDates';
import { personName } from '@/i18n/personName';
import { letterOf } from '@/lib/keys';
import { serverNow } from '@/lib/serverClock';
import { userQuery } from '@/people';
import classes from './AttendanceSheet.module.css';
import { cameAs, type ShownMark, STATUSES } from './attendanceQueue';
import { MinutesField } from './MinutesField';
import { NoteField } from './NoteField';

interface Props {
  session: Session;
  people: readonly Person[];
  marks: ReadonlyMap<number, ShownMark>;
  onMark: (records: readonly AttendanceRecord[]) => void;
  onUndo: () => void;
  /** The id of the element that explains the keys. */
  describedBy: string;
}

type Place = [person: number, column: number];

/** Where a key moves the focus: up and down stop at the ends, left and right wrap around. */
function placeAfter(key: string, [person, column]: Place, people: number): Place | null {
  const columns = STATUSES.length;
  switch (key) {
    case 'ArrowUp':
      return [Math.max(0, person - 1), column];
    case 'ArrowDown':
      return [Math.min(people - 1, person + 1), column];
    case 'ArrowLeft':
      return [person, (column + columns - 1) % columns];
    case 'ArrowRight':
      return [person, (column + 1) % columns];
    case 'Home':
      return [0, column];
    case 'End':
      return [people - 1, column];
    default:
      return null;
  }
}

/**
 * All trainees with their marks, each a radio group. The up and down arrows move between people; within a group
 * arrows only move the focus, because every mark is saved at once. The roster is a single tab stop.
 */
export function AttendanceSheet({ session, people, marks, onMark, onUndo, describedBy }: Props) {
  const { t } = useTranslation('sessions');
  const list = useRef<HTMLUListElement>(null);
  const [at, setAt] = useState<Place>([0, 0]);
  const [noting, setNoting] = useState<number | null>(null);
  const row = Math.min(at[0], people.length - 1);
  // The letters are those on the buttons, so they depend on the language.
  const statusOf = (key: string) => STATUSES.find((status) => t(`attendance.letter.${status}`).toLowerCase() === key);

  const point = (person: number, column: number) => {
    setAt([person, column]);
    list.current?.querySelector<HTMLElement>(`[data-place="${person} ${column}"]`)?.focus();
  };

  /** Handles a single key for one person; returns false if it does nothing. */
  function act(key: string, person: Person): boolean {
    const place = placeAfter(key, [row, at[1]], people.length);
    const status = statusOf(key.toLowerCase());
    if (place) point(...place);
    else if (key === 'Backspace' || key === 'Delete') onMark([{ trainee_id: person.id, status: null }]);
    else if (status) {
      onMark([{ trainee_id: person.id, status }]);
      point(row, STATUSES.indexOf(status));
    } else if (key.toLowerCase() === t('attendance.keys.n').toLowerCase() && marks.get(person.id)?.status) {
      setNoting(person.id);
    } else if (key.toLowerCase() === t('attendance.keys.m').toLowerCase() && cameAs(marks.get(person.id)?.status)) {
      list.current?.querySelector<HTMLElement>(`[data-minutes="${row}"]`)?.focus();
    } else return false;
    return true;
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const { altKey, target } = event;
    const key = letterOf(event);
    const person = people[row];
    if (!person || altKey || (target as Element).closest('input')) return;
    const withControl = event.ctrlKey || event.metaKey;
    if (withControl && key === 'z') onUndo();
    else if (withControl || !act(key, person)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <ul ref={list} className={classes.roster} onKeyDown={onKeyDown} aria-describedby={describedBy}>
      {people.map((person, index) => (
        <Row
          key={person.id}
          session={session}
          person={person}
          index={index}
          mark={marks.get(person.id)}
          column={index === row ? at[1] : null}
          isNoting={noting === person.id}
          onFocus={(column) => setAt([index, column])}
          onMark={(status) => onMark([{ trainee_id: person.id, status }])}
          onMinutes={(minutes) => {
            const status = marks.get(person.id)?.status;
            if (status) onMark([{ trainee_id: person.id, status, minutes }]);
          }}
          onLeave={(by) => point(Math.min(people.length - 1, Math.max(0, index + by)), index === row ? at[1] : 0)}
          onNoting={(isNoting) => setNoting(isNoting ? person.id : null)}
          onNote={(note) => {
            const status = marks.get(person.id)?.status;
            if (status) onMark([{ trainee_id: person.id, status, note }]);
            setNoting(null);
            point(index, at[1]);
          }}
        />
      ))}
    </ul>
  );
}

interface RowProps {
  session: Session;
  person: Person;
  index: number;
  mark: ShownMark | undefined;
  /** Which of its buttons is the tab stop; null if another row has it. */
  column: number | null;
  isNoting: boolean;
  onFocus: (column: number) => void;
  onMark: (status: AttendanceStatus) => void;
  onMinutes: (minutes: number | null) => void;
  /** The keyboard leaves the minutes: for the marks of this person (0), or of one above or below (-1, 1). */
  onLeave: (by: number) => void;
  onNoting: (isNoting: boolean) => void;
  onNote: (note: string | null) => void;
}

function Row({ session, person, index, mark, column, isNoting, ...on }: RowProps) {
  const { t } = useTranslation('sessions');
  const me = useMe();
  const name = useId();
  const isOthers = mark?.markedBy != null && mark.markedBy !== me.id;
  // A mark that existed when the roster was opened has not just arrived.
  const [first] = useState(mark?.markedAt ?? null);
  const isNew = isOthers && mark.markedAt !== first;
  const NoteIcon = mark?.note ? IconNotes : IconNote;
  return (
    <li className={classes.row} data-new={(isNew && mark.markedAt) || undefined}>
      <Who id={name} session={session} person={person} mark={mark} />
      <div role="radiogroup" aria-labelledby={name} className={classes.marks}>
        {STATUSES.map((status, place) => (
          // biome-ignore lint/a11y/useSemanticElements: an input of type radio is marked by every arrow that passes it
          <button
            key={status}
            type="button"
            role="radio"
            aria-checked={mark?.status === status}
            aria-label={t(`mark.${status}`)}
            title={t(`mark.${status}`)}
            data-status={status}
            data-place={`${index} ${place}`}
            data-autofocus={index === 0 && place === 0 ? true : undefined}
            tabIndex={column === place ? 0 : -1}
            className={classes.mark}
            onFocus={() => on.onFocus(place)}
            onClick={() => on.onMark(status)}
          >
            {t(`attendance.letter.${status}`)}
          </button>
        ))}
      </div>
      {cameAs(mark?.status) && (
        <MinutesField
          name={person.name}
          minutes={mark?.minutes ?? null}
          place={index}
          tabIndex={column === null ? -1 : 0}
          onDone={on.onMinutes}
          onLeave={on.onLeave}
        />
      )}
      <ActionIcon
        className={classes.noteButton}
        variant="subtle"
        color="gray"
        size="lg"
        tabIndex={column === null ? -1 : 0}
        disabled={!mark?.status}
        aria-label={t(mark?.note ? 'attendance.change_note' : 'attendance.add_note', { name: person.name })}
        onClick={() => on.onNoting(!isNoting)}
      >
        <NoteIcon size={18} aria-hidden />
      </ActionIcon>
      {isNoting ? (
        <NoteField
          label={t('attendance.note', { name: person.name })}
          note={mark?.note ?? ''}
          onDone={on.onNote}
          onCancel={() => on.onNoting(false)}
        />
      ) : (
        mark?.note && <div className={`${classes.note} ${classes.words}`}>{mark.note}</div>
      )}
    </li>
  );
}

interface WhoProps {
  id: string;
  session: Session;
  person: Person;
  mark: ShownMark | undefined;
}

/** A trainee's name, which labels their marks, and who set the mark. */
function Who({ id, session, person, mark }: WhoProps) {
  const { t } = useTranslation('sessions');
  return (
    <div className={classes.who}>
      <div id={id} className={classes.name}>
        {personName(person)}
      </div>
      <div className={classes.by}>
        {mark?.markedAt && <MarkedBy session={session} by={mark.markedBy} at={mark.markedAt} />}
        {mark?.isPending && t('attendance.saving')}
      </div>
    </div>
  );
}

interface MarkedByProps {
  session: Session;
  by: number | null;
  at: string;
}

/** Who set a mark, and when: “by Ana, 10:02”. */
function MarkedBy({ session, by, at }: MarkedByProps) {
  const { t } = useTranslation('sessions');
  const me = useMe();
  const isKnown = by === null || by === me.id || by === session.trainer_id;
  const asked = useQuery({ ...userQuery(by ?? 0), enabled: !isKnown, retry: false });
  const isToday = dateOf(at) === dateOf(serverNow());
  const time = isToday ? clockTime(at) : `${dateOf(at)}, ${clockTime(at)}`;
  if (by === me.id) return t('attendance.by_you', { time });
  const marker = by === session.trainer_id ? session.trainer : asked.data;
  // Trainers cannot see admins, so this is all they are told.
  if (!marker) return asked.isLoading ? time : t('attendance.by_admin', { time });
  return t('attendance.by', { name: personName(marker), time });
}
