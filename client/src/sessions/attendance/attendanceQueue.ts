import { api } from '@/api/client';
import { ApiProblem, mayPass } from '@/api/problem';
import type { AttendanceRecord, AttendanceStatus, Session } from '@/api/types';
import { authStore } from '@/auth/authStore';
import { createStore } from '@/lib/store';

/** In the order of the buttons next to each name. */
export const STATUSES: readonly AttendanceStatus[] = ['present', 'absent', 'late', 'excused'];

/** One person's mark as shown. */
export interface ShownMark {
  status: AttendanceStatus | null;
  note: string | null;
  /** How long they were there, if only for part of the time. */
  minutes: number | null;
  /** When, in RFC 3339, and by whom; null until the server has said so. */
  markedAt: string | null;
  markedBy: number | null;
  /** On its way. */
  isPending: boolean;
}

const NO_MARK: ShownMark = {
  status: null,
  note: null,
  minutes: null,
  markedAt: null,
  markedBy: null,
  isPending: false,
};

/** Whether somebody was there, if only for part of the time. */
export const cameAs = (status: AttendanceStatus | null | undefined) => status === 'present' || status === 'late';

/** Everybody's mark: what the server has, with pending marks on top. */
export function shownMarks(session: Session, pending: ReadonlyMap<number, AttendanceRecord>): Map<number, ShownMark> {
  const stored = new Map(session.attendance.map((mark) => [mark.trainee_id, mark]));
  return new Map(
    session.trainees.map(({ id }) => {
      const mark = stored.get(id);
      const shown: ShownMark = mark
        ? {
            status: mark.status,
            note: mark.note,
            minutes: mark.minutes,
            markedAt: mark.marked_at,
            markedBy: mark.marked_by,
            isPending: false,
          }
        : NO_MARK;
      const wanted = pending.get(id);
      if (!wanted) return [id, shown];
      const note = wanted.status === null ? null : wanted.note === undefined ? shown.note : wanted.note;
      const kept = wanted.minutes === undefined ? shown.minutes : wanted.minutes;
      const minutes = cameAs(wanted.status) ? kept : null;
      return [id, { status: wanted.status, note, minutes, markedAt: null, markedBy: null, isPending: true }];
    }),
  );
}

/** The number of each mark, and of trainees without one. */
export function counted(marks: ReadonlyMap<number, ShownMark>) {
  const counts = { present: 0, absent: 0, late: 0, excused: 0, none: 0 };
  for (const { status } of marks.values()) counts[status ?? 'none'] += 1;
  return counts;
}

/** One record for two of the same person: a note goes with a status only, and minutes only with those who came. */
function merged(before: AttendanceRecord | undefined, record: AttendanceRecord): AttendanceRecord {
  const { note, minutes, ...mark } = { ...before, ...record };
  return {
    ...mark,
    ...(note !== undefined && mark.status !== null && { note }),
    ...(minutes !== undefined && cameAs(mark.status) && { minutes }),
  };
}

const RETRY_MS = 3000;

/** Unlike the others of their kind, these refusals are not final: a sign-in that is over, too many requests, too slow. */
const PASSING = new Set([401, 408, 425, 429]);

/** Whether marks may be accepted later. */
const isTemporary = (error: unknown) => mayPass(error) || (error instanceof ApiProblem && PASSING.has(error.status));

/** Whether some marks of a request may be the reason that all of them were refused. */
const isAboutSome = (error: unknown) => error instanceof ApiProblem && [400, 422].includes(error.status);

const retryDelay = (error: unknown) =>
  error instanceof ApiProblem && error.retryAfter !== null ? error.retryAfter * 1000 : RETRY_MS;

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
 * Sends one user's marks of one roster in the order in which they were set: those set while a request is pending go
 * together in the next one. While they cannot be sent, for want of a connection or of a sign-in, they wait here, whether
 * or not the roster is on the screen. They are only ever sent in the name of who set them.
 */
export class AttendanceQueue {
  #session: number;
  #user: number;
  #pending: ReadonlyMap<number, AttendanceRecord> = new Map();
  #waiting = new Map<number, AttendanceRecord>();
  /** Marks that were refused together with others, and are sent one by one. */
  #doubtful = new Map<number, AttendanceRecord>();
  #isSending = false;
  #isStuck = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #state = createStore<QueueState>({ pending: this.#pending, isStuck: false, saved: null });
  hooks: Hooks = { onSaved: () => undefined, onRefused: () => undefined };

  constructor(session: number, user: number) {
    this.#session = session;
    this.#user = user;
    // Signing in again, in whichever tab, takes up what has waited for it.
    authStore.subscribe(() => this.#isStuck && void this.#send());
  }

  get = this.#state.get;
  subscribe = this.#state.subscribe;

  /** Shows these at once, and sends them as soon as possible. */
  mark(records: readonly AttendanceRecord[]) {
    const pending = new Map(this.#pending);
    for (const record of records) {
      const known = this.#waiting.get(record.trainee_id) ?? this.#doubtful.get(record.trainee_id);
      this.#doubtful.delete(record.trainee_id);
      this.#waiting.set(record.trainee_id, merged(known, record));
      pending.set(record.trainee_id, merged(pending.get(record.trainee_id), record));
    }
    this.#become(pending, this.#isStuck);
    void this.#send();
  }

  #next(): Map<number, AttendanceRecord> {
    const [doubtful] = this.#doubtful;
    if (doubtful) {
      this.#doubtful.delete(doubtful[0]);
      return new Map([doubtful]);
    }
    const all = this.#waiting;
    this.#waiting = new Map();
    return all;
  }

  async #send() {
    if (this.#isSending || this.#waiting.size + this.#doubtful.size === 0) return;
    if (!isSignedIn(this.#user)) return this.#become(this.#pending, true);
    clearTimeout(this.#retry);
    const sent = this.#next();
    this.#isSending = true;
    let pause = RETRY_MS;
    try {
      const { data } = await api.PUT('/sessions/{session_id}/attendance', {
        params: { path: { session_id: this.#session } },
        body: { records: [...sent.values()] },
      });
      this.hooks.onSaved(data as Session);
      this.#become(this.#without(sent), false, data as Session);
    } catch (error) {
      this.#failed(sent, error);
      pause = retryDelay(error);
    }
    this.#isSending = false;
    if (this.#isStuck) this.#retry = setTimeout(() => void this.#send(), pause);
    else void this.#send();
  }

  #failed(sent: Map<number, AttendanceRecord>, error: unknown) {
    if (isTemporary(error)) {
      for (const [id, record] of this.#waiting) sent.set(id, merged(sent.get(id), record));
      this.#waiting = sent;
      this.#become(this.#pending, true);
    } else if (isAboutSome(error) && sent.size > 1) {
      for (const [id, record] of sent) if (!this.#waiting.has(id)) this.#doubtful.set(id, record);
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

const isSignedIn = (user: number) => authStore.token() !== null && authStore.get()?.user.id === user;

/** Queues with pending marks, which would be lost if the tab were closed. */
const unsent = new Set<AttendanceQueue>();
const askFirst = (event: BeforeUnloadEvent) => event.preventDefault();

function guardTab(queue: AttendanceQueue, isUnsent: boolean) {
  if (isUnsent) unsent.add(queue);
  else unsent.delete(queue);
  if (unsent.size > 0) addEventListener('beforeunload', askFirst);
  else removeEventListener('beforeunload', askFirst);
}

const queues = new Map<string, AttendanceQueue>();

/** This tab's queue for the marks that a user sets in a session's roster. */
export function queueOf(session: number, user: number): AttendanceQueue {
  const key = `${user} ${session}`;
  let queue = queues.get(key);
  if (!queue) {
    queue = new AttendanceQueue(session, user);
    queues.set(key, queue);
  }
  return queue;
}
