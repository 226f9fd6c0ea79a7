import type { Session, User } from '@/api/types';

/** What the socket tells of (the contract's table of events). */
export type LiveEvent = {
  position: string;
  id: string;
  at: string;
  actor_id: number | null;
} & (
  | { type: 'user_created' | 'user_updated'; data: User }
  | { type: 'user_deleted'; data: { user_id: number } }
  | { type: 'credentials_shared'; data: { user_id: number; username: string; shared_by: number | null } }
  | { type: 'password_changed' | 'password_reset'; data: { user_id: number; action: string } }
  | { type: 'session_created' | 'session_updated'; data: Session }
  | { type: 'session_deleted'; data: { session_id: number } }
  | {
      type: 'student_assigned' | 'student_unassigned';
      data: { student_id: number; teacher_id: number; assigned_date?: string };
    }
);

export type ServerMessage =
  | { type: 'ready'; position: string; resumed: boolean; ping_seconds: number }
  | { type: 'caught_up' | 'mark'; position: string }
  | { type: 'resync'; reason: string; position?: string }
  | { type: 'ping' | 'pong' }
  | { type: 'error'; code: string; detail: string }
  | { type: 'response'; id: string; status: number; data: unknown }
  | LiveEvent;

const EVENTS: ReadonlySet<string> = new Set<LiveEvent['type']>([
  'user_created',
  'user_updated',
  'user_deleted',
  'credentials_shared',
  'password_changed',
  'password_reset',
  'session_created',
  'session_updated',
  'session_deleted',
  'student_assigned',
  'student_unassigned',
]);

/** Events that a newer server sends and this client does not know are no events to it. */
export const isEvent = (message: ServerMessage): message is LiveEvent => EVENTS.has(message.type);
