import { ActionIcon } from '@mantine/core';
import { IconNote, IconNotes } from '@tabler/icons-react';
import { useId, useState } from 'react';
import type { AttendanceRecord, AttendanceStatus, Person, Session } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
import { personName } from '@/i18n/personName';
import { ByWhom } from '../parts/ByWhom';
import { ReplyLine } from '../replies/ReplyLine';
import { replyOf } from '../replies/useReply';
import classes from './AttendanceSheet.module.css';
import { cameAs, type ShownMark, STATUSES } from './attendanceQueue';
import { MinutesField } from './MinutesField';
import { NoteField } from './NoteField';
import type { Roster } from './useRoster';

interface Props {
  session: Session;
  people: readonly Person[];
  marks: ReadonlyMap<number, ShownMark>;
  roster: Roster;
  onMark: (records: readonly AttendanceRecord[]) => void;
  /** The id of the element that explains the keys. */
  describedBy: string;
}

/**
 * All trainees with their marks, each a radio group. The up and down arrows move between people; within a group
 * arrows only move the focus, because every mark is saved at once. The roster is a single tab stop.
 */
export function AttendanceSheet({ session, people, marks, roster, onMark, describedBy }: Props) {
  const change = (person: Person, more: Partial<AttendanceRecord>) => {
    const status = marks.get(person.id)?.status;
    if (status) onMark([{ trainee_id: person.id, status, ...more }]);
  };
  return (
    <ul ref={roster.list} className={classes.roster} aria-describedby={describedBy}>
      {people.map((person, index) => (
        <Row
          key={person.id}
          session={session}
          person={person}
          index={index}
          mark={marks.get(person.id)}
          column={index === roster.row ? roster.column : null}
          isNoting={roster.noting === person.id}
          onFocus={(column) => roster.onFocus(index, column)}
          onMark={(status) => onMark([{ trainee_id: person.id, status }])}
          onMinutes={(minutes) => change(person, { minutes })}
          onLeave={(by) => roster.onLeave(index, by)}
          onNoting={(isNoting) => roster.onNoting(isNoting ? person.id : null)}
          onNote={(note) => {
            change(person, { note });
            roster.onNoting(null);
            roster.onLeave(index, 0);
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
            data-mark={status}
            data-place={`${index} ${place}`}
            data-autofocus={column === place ? true : undefined}
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
          most={session.duration_minutes}
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

/** A trainee's name, which labels their marks, what they have said about coming, and who set the mark. */
function Who({ id, session, person, mark }: WhoProps) {
  const { t } = useTranslation('sessions');
  const reply = replyOf(session, person.id);
  return (
    <div className={classes.who}>
      <div id={id} className={classes.name}>
        {personName(person)}
      </div>
      {reply && <ReplyLine reply={reply} />}
      <div className={classes.by}>
        {mark?.markedAt && <ByWhom session={session} by={mark.markedBy} at={mark.markedAt} />}
        {mark?.isPending && t('attendance.saving')}
      </div>
    </div>
  );
}
