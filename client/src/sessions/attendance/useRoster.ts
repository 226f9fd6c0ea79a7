import { type KeyboardEvent, useRef, useState } from 'react';
import type { AttendanceRecord, Person } from '@/api/types';
import { useTranslation } from '@/i18n';
import { letterOf } from '@/lib/keys';
import { cameAs, type ShownMark, STATUSES } from './attendanceQueue';

interface Options {
  people: readonly Person[];
  marks: ReadonlyMap<number, ShownMark>;
  onMark: (records: readonly AttendanceRecord[]) => void;
  onUndo: () => void;
  /** Adds somebody who came; undefined for those who may not. */
  onAdd: (() => void) | undefined;
  /** The last mark has been set: the focus belongs to what comes next. */
  onFinished: () => void;
}

/** A person's row, and one of the buttons in it. */
type Place = [row: number, column: number];

/** Where a key moves the focus: up and down stop at the ends, left and right wrap around. */
function placeAfter(key: string, [row, column]: Place, rows: number): Place | null {
  const columns = STATUSES.length;
  switch (key) {
    case 'ArrowUp':
      return [Math.max(0, row - 1), column];
    case 'ArrowDown':
      return [Math.min(rows - 1, row + 1), column];
    case 'ArrowLeft':
      return [row, (column + columns - 1) % columns];
    case 'ArrowRight':
      return [row, (column + 1) % columns];
    case 'Home':
      return [0, column];
    case 'End':
      return [rows - 1, column];
    default:
      return null;
  }
}

export type Roster = ReturnType<typeof useRoster>;

/**
 * Where the focus is in a roster, and its keys. A letter marks somebody and moves on to the next person without a mark;
 * after the last one, to the button that ends the work. Right after a letter, N and M are for whoever it has marked.
 */
export function useRoster({ people, marks, onMark, onUndo, onAdd, onFinished }: Options) {
  const { t } = useTranslation('sessions');
  const list = useRef<HTMLUListElement>(null);
  const hasMark = (person: Person | undefined) => person !== undefined && Boolean(marks.get(person.id)?.status);
  const columnOf = (row: number) =>
    Math.max(
      0,
      STATUSES.findIndex((status) => status === marks.get(people[row]?.id ?? 0)?.status),
    );
  const [at, setAt] = useState<Place>(() => {
    const first = Math.max(
      0,
      people.findIndex((person) => !hasMark(person)),
    );
    return [first, columnOf(first)];
  });
  const [noting, setNoting] = useState<number | null>(null);
  /** Whom a letter has marked last. */
  const lettered = useRef<number | null>(null);
  const row = Math.min(at[0], people.length - 1);
  // The letters are those on the buttons, so they depend on the language.
  const statusOf = (key: string) => STATUSES.find((status) => t(`attendance.letter.${status}`).toLowerCase() === key);
  const isKey = (key: string, name: 'n' | 'm') => key.toLowerCase() === t(`attendance.keys.${name}`).toLowerCase();

  function point(row: number, column: number) {
    setAt([row, column]);
    list.current?.querySelector<HTMLElement>(`[data-place="${row} ${column}"]`)?.focus();
  }

  /** From a row that had no mark until now, to the next without one; from others to the one below. */
  function moveOn() {
    if (hasMark(people[row])) return point(Math.min(people.length - 1, row + 1), columnOf(row + 1));
    const others = people.map((_, each) => (row + 1 + each) % people.length).filter((each) => each !== row);
    const next = others.find((each) => !hasMark(people[each]));
    if (next === undefined) onFinished();
    else point(next, 0);
  }

  /** The person in the row, or the one who was marked just before, if the row's has no such mark. */
  function whoHas(isSo: (mark: ShownMark | undefined) => boolean): number {
    if (isSo(marks.get(people[row]?.id ?? 0))) return row;
    return people.findIndex(({ id }) => id === lettered.current && isSo(marks.get(id)));
  }

  /** Handles a single key; returns false if it does nothing. */
  function act(key: string, person: Person): boolean {
    const isOutside = !list.current?.contains(document.activeElement);
    const place = placeAfter(key, at, people.length);
    const status = statusOf(key.toLowerCase());
    if (place) point(...(isOutside ? ([row, at[1]] as const) : place));
    else if (key === 'Backspace' || key === 'Delete') onMark([{ trainee_id: person.id, status: null }]);
    else if (status) {
      lettered.current = person.id;
      onMark([{ trainee_id: person.id, status }]);
      moveOn();
    } else return openField(key);
    return true;
  }

  /** The fields that a key opens: a note, minutes, or whom to add. */
  function openField(key: string): boolean {
    if (isKey(key, 'n'))
      return open(
        whoHas((mark) => Boolean(mark?.status)),
        (id) => setNoting(id),
      );
    if (isKey(key, 'm')) {
      return open(
        whoHas((mark) => cameAs(mark?.status)),
        (_, index) => list.current?.querySelector<HTMLElement>(`[data-minutes="${index}"]`)?.focus(),
      );
    }
    if (key === '+') onAdd?.();
    return key === '+' && onAdd !== undefined;
  }

  function open(index: number, run: (id: number, index: number) => void): boolean {
    const person = people[index];
    if (person) run(person.id, index);
    return person !== undefined;
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

  return {
    list,
    row,
    column: at[1],
    noting,
    onKeyDown,
    onFocus: (row: number, column: number) => setAt([row, column]),
    onNoting: setNoting,
    /** Gives the focus back to the row that had it last. */
    focus: () => point(row, columnOf(row)),
    /** The keyboard leaves a field of somebody's row: for that row (0), or for the one above or below (-1, 1). */
    onLeave(from: number, by: number) {
      // The marks go on where the letter had led.
      const hasMovedOn = by === 0 && from !== row && people[from]?.id === lettered.current;
      if (hasMovedOn) point(row, at[1]);
      else point(Math.min(people.length - 1, Math.max(0, from + by)), from === row ? at[1] : 0);
    },
  };
}
