import type { Session, User } from '@/api/types';
import { useMe } from './AuthContext';

type Actor = Pick<User, 'id' | 'role'>;
type Led = Pick<Session, 'trainer_id'>;
type Ended = Led & Pick<Session, 'status' | 'closed_by' | 'closed_at'>;
type Begun = Led & Pick<Session, 'status' | 'scheduled_date'>;
type Created = Led & Pick<Session, 'created_by' | 'created_at' | 'attendance'>;

const UNDO_MS = 10 * 60_000;

/**
 * What a user may do, as the server decides it: components ask this, and never for a role. `now` is the server's time, in
 * milliseconds since 1970.
 */
export function permissionsOf({ id, role }: Actor) {
  const isAdmin = role === 'admin';
  const isTrainee = role === 'trainee';

  /** Whether they did this so recently that they may still take it back. */
  const canUndo = (by: number | null, at: string | null, now: number) =>
    by === id && at !== null && Math.abs(now - Date.parse(at)) < UNDO_MS;

  const changeSession = ({ trainer_id }: Led) => isAdmin || (role === 'trainer' && trainer_id === id);
  const isOpen = (session: Led & Pick<Session, 'status'>) => session.status === 'scheduled' && changeSession(session);
  const hasBegun = ({ scheduled_date }: Begun, now: number) => now >= Date.parse(scheduled_date);

  const takesPart = ({ trainee_ids }: Pick<Session, 'trainee_ids'>) => isTrainee && trainee_ids.includes(id);

  return {
    planSessions: !isTrainee,
    /** Plan sessions that somebody else leads. */
    chooseTrainer: isAdmin,
    /** See sessions of several trainers. Trainees do: those that they take part in. */
    seeOtherTrainers: role !== 'trainer',
    /** See everybody's sessions. */
    seeAllSessions: isAdmin,
    /** The filter for the sessions that they may see. */
    sessionScope: role === 'trainer' ? { trainer_id: id } : {},
    /** Take back what they did to a session at any time, not only for some minutes. */
    undoAnytime: isAdmin,

    changeSession,
    /** Change its title, time or people: those of completed sessions stay as they were. */
    editSession: (session: Led & Pick<Session, 'status'>) =>
      changeSession(session) && (isAdmin || session.status !== 'completed'),
    moveSession: isOpen,
    cancelSession: isOpen,
    completeSession: (session: Begun, now: number) => isOpen(session) && hasBegun(session, now),
    markAttendance: (session: Begun, now: number) =>
      changeSession(session) && session.status !== 'cancelled' && hasBegun(session, now),
    /** Be one of its trainees. */
    takesPart,
    /** Say whether they will come. */
    replyToSession: (session: Begun & Pick<Session, 'trainee_ids'>, now: number) =>
      takesPart(session) && session.status !== 'cancelled' && !hasBegun(session, now),
    reopenSession: (session: Ended, now: number) =>
      session.status !== 'scheduled' &&
      changeSession(session) &&
      (isAdmin || canUndo(session.closed_by, session.closed_at, now)),
    deleteSession: (session: Created, now: number) =>
      isAdmin ||
      (changeSession(session) &&
        session.attendance.length === 0 &&
        canUndo(session.created_by, session.created_at, now)),

    /** See the pages of people. */
    seePeople: !isTrainee,
    seeAdmins: isAdmin,
    /** Add people, change and delete them, and assign trainers. */
    managePeople: isAdmin,
    /** Change their own e-mail address without the password. */
    changeOwnEmailFreely: isAdmin,
    /** Their own password they change elsewhere, and nobody locks themselves out. */
    resetPassword: (person: Actor) => isAdmin && person.id !== id,
    deactivatePerson: (person: Actor) => isAdmin && person.id !== id,
    deletePerson: (person: Actor) => isAdmin && person.id !== id,
    assignPeople: (person: Pick<User, 'role' | 'status'>) =>
      isAdmin && person.role !== 'admin' && person.status !== 'deactivated',

    /** See which mails were sent, and send them again. */
    seeOutbox: isAdmin,
    /** See figures of each trainer. */
    compareTrainers: isAdmin,
    exportReports: isAdmin,
  };
}

/** What the signed-in user may do. */
export const usePermissions = () => permissionsOf(useMe());
