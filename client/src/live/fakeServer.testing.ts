import type { Assignment, Session, User } from '@/api/types';
import type { LiveEvent } from './events';

/** The state of a server at one moment. Never changed, only replaced. */
export interface ServerState {
  users: ReadonlyMap<number, User>;
  sessions: ReadonlyMap<number, Session>;
  assignments: readonly Assignment[];
}

const AT = '2026-05-04T09:00:00Z';

const userOf = (id: number, version: number, first_name: string): User => ({
  id,
  version,
  first_name,
  last_name: 'Lima',
  name: `${first_name} Lima`,
  username: `user${id}`,
  email: `user${id}@example.org`,
  role: id % 3 === 0 ? 'trainer' : 'trainee',
  is_temporary_password: false,
  language: null,
  time_zone: null,
  status: 'active',
  pending_email: null,
  external_id: null,
  custom: {},
  created_at: AT,
  updated_at: AT,
});

/** A miniature server: it does what it is told, and sends events as the real one does. */
export class FakeServer {
  states: ServerState[] = [{ users: new Map(), sessions: new Map(), assignments: [] }];
  /** Null: it is not for whoever listens. */
  events: (LiveEvent | null)[] = [];
  #ids = 0;

  get now() {
    return this.states.at(-1) as ServerState;
  }

  /** An opaque cursor. */
  position = (number: number) => `life.${number}.${(number * 7919) % 997}`;

  #commit(next: Partial<ServerState>, what: { type: LiveEvent['type']; data: unknown }) {
    this.states.push({ ...this.now, ...next });
    const number = this.states.length - 1;
    const event = { ...what, position: this.position(number), id: String(number), at: AT, actor_id: 1 };
    this.events.push(event as LiveEvent);
  }

  /** Something happens that whoever listens does not hear of. */
  hide() {
    this.states.push(this.now);
    this.events.push(null);
  }

  addUser() {
    this.#ids += 1;
    const user = userOf(this.#ids, 1, 'Ana');
    this.#commit({ users: new Map(this.now.users).set(user.id, user) }, { type: 'user_created', data: user });
  }

  renameUser(id: number, name: string) {
    const user = userOf(id, (this.now.users.get(id)?.version ?? 0) + 1, name);
    const people = (session: Session): Session => ({
      ...session,
      trainer: session.trainer.id === id ? { id, name: user.name } : session.trainer,
    });
    const sessions = new Map([...this.now.sessions].map(([key, session]) => [key, people(session)]));
    const mine = (person: User) => (person.id === id ? user : person);
    const assignments = this.now.assignments.map((each) => ({
      ...each,
      student: mine(each.student),
      teacher: mine(each.teacher as User),
    }));
    const users = new Map(this.now.users).set(id, user);
    this.#commit({ users, sessions, assignments }, { type: 'user_updated', data: user });
  }

  addSession(trainerId: number, hour: number) {
    this.#ids += 1;
    this.#saveSession('session_created', this.#ids, trainerId, 1, hour, 'scheduled');
  }

  moveSession(id: number, hour: number, status: Session['status']) {
    const session = this.now.sessions.get(id) as Session;
    this.#saveSession('session_updated', id, session.trainer_id, session.version + 1, hour, status);
  }

  #saveSession(
    type: 'session_created' | 'session_updated',
    id: number,
    trainerId: number,
    version: number,
    hour: number,
    status: Session['status'],
  ) {
    const trainer = this.now.users.get(trainerId) as User;
    const session = {
      id,
      version,
      status,
      title: `Session ${id}`,
      trainer_id: trainer.id,
      trainer: { id: trainer.id, name: trainer.name },
      trainees: [],
      trainee_ids: [101, 102],
      attendance: [],
      scheduled_date: `2026-05-${String(1 + hour).padStart(2, '0')}T09:00:00Z`,
    } as unknown as Session;
    this.#commit({ sessions: new Map(this.now.sessions).set(id, session) }, { type, data: session });
  }

  /** Sets or clears a mark: the event contains only that. */
  markAttendance(id: number, trainee_id: number, status: 'present' | 'absent' | null) {
    const session = this.now.sessions.get(id) as Session;
    const version = session.version + 1;
    const rest = { minutes: null, note: null, marked_at: status && AT, marked_by: status && 1 };
    const record = { trainee_id, status, ...rest };
    const kept = session.attendance.filter((mark) => mark.trainee_id !== trainee_id);
    const all = (status ? [...kept, record] : kept) as Session['attendance'];
    const attendance = all.toSorted((a, b) => a.trainee_id - b.trainee_id);
    const updated_at = `2026-05-04T09:00:${String(version % 60).padStart(2, '0')}Z`;
    const marked = { ...session, attendance, version, updated_at };
    const data = { session_id: id, version, updated_at, records: [record] };
    this.#commit({ sessions: new Map(this.now.sessions).set(id, marked) }, { type: 'attendance_marked', data });
  }

  deleteSession(id: number) {
    const sessions = new Map(this.now.sessions);
    sessions.delete(id);
    this.#commit({ sessions }, { type: 'session_deleted', data: { session_id: id } });
  }

  toggleAssignment(studentId: number, teacherId: number) {
    const { users, assignments } = this.now;
    const others = assignments.filter(({ student, teacher }) => student.id !== studentId || teacher.id !== teacherId);
    const pair = { student_id: studentId, teacher_id: teacherId };
    if (others.length < assignments.length) {
      this.#commit({ assignments: others }, { type: 'student_unassigned', data: pair });
      return;
    }
    this.#ids += 1;
    const added = { id: this.#ids, student: users.get(studentId), teacher: users.get(teacherId), assigned_date: AT };
    const next = [...others, added as Assignment];
    this.#commit({ assignments: next }, { type: 'student_assigned', data: { ...pair, assigned_date: AT } });
  }
}
