import type { Assignment, Person, Session, User } from '@/api/types';
import type { Entities, EntityName } from './cacheRules';
import type { LiveEvent } from './events';

type Item = Entities[EntityName];

/** What an event means for things of one kind. */
export interface EntityChange {
  of: EntityName;
  /** The new state of one thing. */
  upsert?: Item;
  /** Which things are gone. */
  removes?: (item: Item) => boolean;
  /** Things that hold a copy of what changed, such as a session its trainer's name. */
  rewrite?: (item: Item) => Item;
  /** Something was added of which the event does not tell all that lists show. */
  added?: boolean;
}

/** What the server calls whoever has been deleted. */
export const DELETED_NAME = 'Deleted user';

const renamed = <P extends Person>(person: P, id: number, name: string): P =>
  person.id === id && person.name !== name ? { ...person, name } : person;

function renameInSession(session: Session, id: number, name: string): Session {
  const trainer = renamed(session.trainer, id, name);
  const trainees = session.trainees.map((trainee) => renamed(trainee, id, name));
  const isSame = trainer === session.trainer && trainees.every((trainee, i) => trainee === session.trainees[i]);
  return isSame ? session : { ...session, trainer, trainees };
}

const newer = <P extends Assignment['teacher']>(known: P, user: User): P | User => {
  if (known.id !== user.id) return known;
  if (!('version' in known)) return renamed(known, user.id, user.name);
  return user.version > known.version ? user : known;
};

function updateInAssignment(assignment: Assignment, user: User): Assignment {
  const student = newer(assignment.student, user) as User;
  const teacher = newer(assignment.teacher, user);
  const isSame = student === assignment.student && teacher === assignment.teacher;
  return isSame ? assignment : { ...assignment, student, teacher };
}

/** What an event changes, entity by entity. */
export function changesOf(event: LiveEvent): EntityChange[] {
  switch (event.type) {
    case 'user_created':
    case 'user_updated': {
      const user = event.data;
      return [
        { of: 'users', upsert: user },
        { of: 'sessions', rewrite: (item) => renameInSession(item as Session, user.id, user.name) },
        { of: 'assignments', rewrite: (item) => updateInAssignment(item as Assignment, user) },
      ];
    }
    case 'user_deleted': {
      const id = event.data.user_id;
      const isTheirs = ({ student, teacher }: Assignment) => student.id === id || teacher.id === id;
      return [
        { of: 'users', removes: (item) => (item as User).id === id },
        { of: 'sessions', rewrite: (item) => renameInSession(item as Session, id, DELETED_NAME) },
        { of: 'assignments', removes: (item) => isTheirs(item as Assignment) },
      ];
    }
    case 'session_created':
    case 'session_updated':
      return [{ of: 'sessions', upsert: event.data }];
    case 'session_deleted':
      return [{ of: 'sessions', removes: (item) => (item as Session).id === event.data.session_id }];
    case 'student_assigned':
      return [{ of: 'assignments', added: true }];
    case 'student_unassigned': {
      const { student_id, teacher_id } = event.data;
      const isIt = ({ student, teacher }: Assignment) => student.id === student_id && teacher.id === teacher_id;
      return [{ of: 'assignments', removes: (item) => isIt(item as Assignment) }];
    }
    case 'password_changed':
    case 'password_reset':
      return [{ of: 'passwords', added: true }];
    case 'credentials_shared':
      return [];
  }
}
