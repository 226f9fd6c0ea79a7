import { api } from '@/api/client';
import { Unreachable } from '@/api/problem';
import type { AttendanceRecord, AttendanceStatus, Session } from '@/api/types';
import { createStore } from '@/lib/store';

/** In the order in which they stand beside each name. */
export const STATUSES: readonly AttendanceStatus[] = ['present', 'absent', 'late', 'excused'];

/** One person's mark as it is shown. */
export interface ShownMark {
  status: AttendanceStatus | null;
  note: string | null;
  /** When, in RFC 3339, and by whom; null for what the server has not said yet. */
  markedAt: string | null;
  markedBy: number | null;
  /** On its way. */
  isPending: boolean;
}

const NO_MARK: ShownMark = { status: null, note: null, markedAt: null, markedBy: null, isPending: false };

/** What everybody's mark is, with those that are still on their way laid over what the server has. */
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

/** How many there are of each, and of those without a mark. */
export function counted(marks: ReadonlyMap<number, ShownMark>) {
  const counts = { present: 0, absent: 0, late: 0, excused: 0, none: 0 };
  for (const { status } of marks.values()) counts[status ?? 'none'] += 1;
  return counts;
}

const RETRY_MS = 3000;

interface Hooks {
  /** The server's answer: the session as it is now. */
  onSaved: (session: Session) => void;
  /** These marks were refused, and are not shown any more. */
  onRefused: (error: unknown) => void;
}

interface QueueState {
  pending: ReadonlyMap<number, AttendanceRecord>;
  isStuck: boolean;
  /** The last answer. Other parts of the page come to know of it a moment later. */
  saved: Session | null;
}

/**
 * Sends one roster's marks in the order they were made: those that come while a request is under way go together
 * in the next. Without a connection they wait here, whether or not the roster is on the screen.
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

  /** Show these at once, and send them as soon as may be. */
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

  /** What is left when these are settled: a mark that was changed meanwhile stays. */
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

/** The queues of which a mark is still on its way: it would go with the tab. */
const unsent = new Set<AttendanceQueue>();
const askFirst = (event: BeforeUnloadEvent) => event.preventDefault();

function guardTab(queue: AttendanceQueue, isUnsent: boolean) {
  if (isUnsent) unsent.add(queue);
  else unsent.delete(queue);
  if (unsent.size > 0) addEventListener('beforeunload', askFirst);
  else removeEventListener('beforeunload', askFirst);
}

const queues = new Map<number, AttendanceQueue>();

/** The one queue of a session's roster in this tab. */
export function queueOf(session: number): AttendanceQueue {
  let queue = queues.get(session);
  if (!queue) {
    queue = new AttendanceQueue(session);
    queues.set(session, queue);
  }
  return queue;
}
