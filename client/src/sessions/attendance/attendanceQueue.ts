import { api } from '@/api/client';
import { Unreachable } from '@/api/problem';
import type { AttendanceRecord, AttendanceStatus, Session } from '@/api/types';
import { createStore } from '@/lib/store';

/** In the order of the buttons next to each name. */
export const STATUSES: readonly AttendanceStatus[] = ['present', 'absent', 'late', 'excused'];

/** One person's mark as shown. */
export interface ShownMark {
  status: AttendanceStatus | null;
  note: string | null;
  /** When, in RFC 3339, and by whom; null until the server has said so. */
  markedAt: string | null;
  markedBy: number | null;
  /** On its way. */
  isPending: boolean;
}

const NO_MARK: ShownMark = { status: null, note: null, markedAt: null, markedBy: null, isPending: false };

/** Everybody's mark: what the server has, with pending marks on top. */
export function shownMarks(session: Session, pending: ReadonlyMap<number, AttendanceRecord>): Map<number, ShownMark> {
  const stored = new Map(session.attendance.map((mark) => [mark.trainee_id, mark]));
  return new Map(
    session.trainees.map(({ id }) => {
      const mark = stored.get(id);
      const shown: ShownMark = mark
        ? { status: mark.status, note: mark.note, markedAt: mark.marked_at, markedBy: mark.marked_by, isPending: false }
        : NO_MARK;
      const wanted = pending.get(id);
      if (!wanted) return [id, shown];
      const note = wanted.status === null ? null : wanted.note === undefined ? shown.note : wanted.note;
      return [id, { status: wanted.status, note, markedAt: null, markedBy: null, isPending: true }];
    }),
  );
}

/** The number of each mark, and of trainees without one. */
export function counted(marks: ReadonlyMap<number, ShownMark>) {
  const counts = { present: 0, absent: 0, late: 0, excused: 0, none: 0 };
  for (const { status } of marks.values()) counts[status ?? 'none'] += 1;
  return counts;
}

const RETRY_MS = 3000;

interface Hooks {
  /** The server's answer: the session as it is now. */
  onSaved: (session: Session) => void;
  /** These marks were refused, and are no longer shown. */
  onRefused: (error: unknown) => void;
}

interface QueueState {
  pending: ReadonlyMap<number, AttendanceRecord>;
  isStuck: boolean;
  /** The last response. Other parts of the page learn of it a moment later. */
  saved: Session | null;
}

/**
 * Sends one roster's marks in the order in which they were set: those set while a request is pending go together
 * in the next one. Without a connection they wait here, whether or not the roster is on the screen.
 */
export class AttendanceQueue {
  #session: number;
  #pending: ReadonlyMap<number, AttendanceRecord> = new Map();
  #waiting = new Map<number, AttendanceRecord>();
  #isSending = false;
  #isStuck = false;
  #state = createStore<QueueState>({ pending: this.#pending, isStuck: false, saved: null });
  hooks: Hooks = { onSaved: () => undefined, onRefused: () => undefined };

  constructor(session: number) {
    this.#session = session;
  }

  get = this.#state.get;
  subscribe = this.#state.subscribe;

  /** Shows these at once, and sends them as soon as possible. */
  mark(records: readonly AttendanceRecord[]) {
    for (const record of records) {
      const known = this.#waiting.get(record.trainee_id);
      this.#waiting.set(record.trainee_id, { ...known, ...record });
    }
    this.#become(new Map([...this.#pending, ...this.#waiting]), this.#isStuck);
    void this.#send();
  }

  async #send() {
    if (this.#isSending || this.#waiting.size === 0) return;
    const sent = this.#waiting;
    this.#waiting = new Map();
    this.#isSending = true;
    try {
      const { data } = await api.PUT('/sessions/{session_id}/attendance', {
        params: { path: { session_id: this.#session } },
        body: { records: [...sent.values()] },
      });
      this.hooks.onSaved(data as Session);
      this.#become(this.#without(sent), false, data as Session);
    } catch (error) {
      this.#failed(sent, error);
    }
    this.#isSending = false;
    if (this.#isStuck) setTimeout(() => void this.#send(), RETRY_MS);
    else void this.#send();
  }

  #failed(sent: Map<number, AttendanceRecord>, error: unknown) {
    if (error instanceof Unreachable) {
      this.#waiting = new Map([...sent, ...this.#waiting]);
      this.#become(this.#pending, true);
    } else {
      this.#become(this.#without(sent), false);
      this.hooks.onRefused(error);
    }
  }

  /** What is left when these are settled: a mark changed meanwhile stays pending. */
  #without(settled: ReadonlyMap<number, AttendanceRecord>) {
    return new Map([...this.#pending].filter(([id]) => !settled.has(id) || this.#waiting.has(id)));
  }

  #become(pending: ReadonlyMap<number, AttendanceRecord>, isStuck: boolean, saved = this.#state.get().saved) {
    this.#pending = pending;
    guardTab(this, pending.size > 0);
    this.#isStuck = isStuck;
    this.#state.set({ pending, isStuck, saved });
  }
}

/** Queues with pending marks, which would be lost if the tab were closed. */
const unsent = new Set<AttendanceQueue>();
const askFirst = (event: BeforeUnloadEvent) => event.preventDefault();

function guardTab(queue: AttendanceQueue, isUnsent: boolean) {
  if (isUnsent) unsent.add(queue);
  else unsent.delete(queue);
  if (unsent.size > 0) addEventListener('beforeunload', askFirst);
  else removeEventListener('beforeunload', askFirst);
}

const queues = new Map<number, AttendanceQueue>();

/** This tab's queue for a session's roster. */
export function queueOf(session: number): AttendanceQueue {
  let queue = queues.get(session);
  if (!queue) {
    queue = new AttendanceQueue(session);
    queues.set(session, queue);
  }
  return queue;
}
