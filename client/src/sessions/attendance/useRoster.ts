import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { AttendanceRecord, AttendanceStatus, Person } from '@/api/types';
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
  // Keys may come faster than the page is drawn: what they did since is here.
  const since = useRef(new Map<number, AttendanceStatus | null>());
  useEffect(() => {
    for (const [id, status] of since.current) {
      if ((marks.get(id)?.status ?? null) === status) since.current.delete(id);
    }
  }, [marks]);
  const statusIn = (row: number) => {
    const id = people[row]?.id ?? 0;
    return since.current.has(id) ? since.current.get(id) : marks.get(id)?.status;
  };
  const columnOf = (row: number) => Math.max(0, STATUSES.indexOf(statusIn(row) as AttendanceStatus));
  const [at, setDrawnAt] = useState<Place>(() => {
    const first = Math.max(
      0,
      people.findIndex((_, row) => !statusIn(row)),
    );
    return [first, columnOf(first)];
  });
  const place = useRef(at);
  const setAt = (next: Place) => {
    place.current = next;
    setDrawnAt(next);
  };
  const rowNow = () => Math.min(place.current[0], people.length - 1);
  const [noting, setNoting] = useState<number | null>(null);
  /** Whom a letter has marked last. */
  const lettered = useRef<number | null>(null);
  // The letters are those on the buttons, so they depend on the language.
  const statusOf = (key: string) => STATUSES.find((status) => t(`attendance.letter.${status}`).toLowerCase() === key);
  const isKey = (key: string, name: 'n' | 'm') => key.toLowerCase() === t(`attendance.keys.${name}`).toLowerCase();

  function point(row: number, column: number) {
    setAt([row, column]);
    list.current?.querySelector<HTMLElement>(`[data-place="${row} ${column}"]`)?.focus();
  }

  /** From a row that had no mark until now, to the next without one; from others to the one below. */
  function moveOn(hadMark: boolean) {
    const row = rowNow();
    if (hadMark) return point(Math.min(people.length - 1, row + 1), columnOf(row + 1));
    const others = people.map((_, each) => (row + 1 + each) % people.length).filter((each) => each !== row);
    const next = others.find((each) => !statusIn(each));
    if (next === undefined) onFinished();
    else point(next, 0);
  }

  /** The person in the row, or the one who was marked just before, if the row's has no such mark. */
  function whoHas(isSo: (status: AttendanceStatus | null | undefined) => boolean): number {
    if (isSo(statusIn(rowNow()))) return rowNow();
    return people.findIndex(({ id }, row) => id === lettered.current && isSo(statusIn(row)));
  }

  function mark(person: Person, status: AttendanceStatus | null) {
    onMark([{ trainee_id: person.id, status }]);
    since.current.set(person.id, status);
  }

  /** Handles a single key; returns false if it does nothing. */
  function act(key: string, person: Person): boolean {
    const isOutside = !list.current?.contains(document.activeElement);
    const next = placeAfter(key, place.current, people.length);
    const status = statusOf(key.toLowerCase());
    if (next) point(...(isOutside ? ([rowNow(), place.current[1]] as const) : next));
    else if (key === 'Backspace' || key === 'Delete') mark(person, null);
    else if (status) {
      const hadMark = Boolean(statusIn(rowNow()));
      lettered.current = person.id;
      mark(person, status);
      moveOn(hadMark);
    } else return openField(key);
    return true;
  }

  /** The fields that a key opens: a note, minutes, or whom to add. */
  function openField(key: string): boolean {
    if (isKey(key, 'n')) return open(whoHas(Boolean), (id) => setNoting(id));
    if (isKey(key, 'm')) {
      return open(whoHas(cameAs), (_, index) =>
        list.current?.querySelector<HTMLElement>(`[data-minutes="${index}"]`)?.focus(),
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
    const person = people[rowNow()];
    if (!person || altKey || (target as Element).closest('input')) return;
    const withControl = event.ctrlKey || event.metaKey;
    if (withControl && key === 'z') onUndo();
    else if (withControl || !act(key, person)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  return {
    list,
    row: Math.min(at[0], people.length - 1),
    column: at[1],
    noting,
    onKeyDown,
    onFocus: (row: number, column: number) => setAt([row, column]),
    onNoting: setNoting,
    /** Gives the focus back to the row that had it last. */
    focus: () => point(rowNow(), columnOf(rowNow())),
    /** The keyboard leaves a field of somebody's row: for that row (0), or for the one above or below (-1, 1). */
    onLeave(from: number, by: number) {
      const [row, column] = [rowNow(), place.current[1]];
      // The marks go on where the letter had led.
      const hasMovedOn = by === 0 && from !== row && people[from]?.id === lettered.current;
      if (hasMovedOn) point(row, column);
      else point(Math.min(people.length - 1, Math.max(0, from + by)), from === row ? column : 0);
    },
  };
}
