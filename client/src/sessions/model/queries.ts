import { useQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { Session, SessionStatus } from '@/api/types';
import { liveDerived, liveItem, liveList } from '@/live/queries';

export interface SessionFilters {
  status?: SessionStatus | undefined;
  trainer_id?: number | undefined;
  trainee_id?: number | undefined;
  /** Sessions that overlap this range, in RFC 3339. */
  from?: string | undefined;
  to?: string | undefined;
  q?: string | undefined;
  order?: 'scheduled_date' | '-scheduled_date' | undefined;
  skip?: number | undefined;
  limit?: number | undefined;
}

/** Sessions that the user may see, one page at a time; latest first unless `order` says otherwise. */
export const sessionsQuery = (filters: SessionFilters) =>
  liveList('sessions', filters, (query, signal) => api.GET('/sessions/', { params: { query }, signal }), {
    matches: (session) => (filters.q ? undefined : isAmong(session, filters)),
    compare: filters.order === 'scheduled_date' ? byStart : (a, b) => byStart(b, a),
  });

/** One session. */
export const sessionQuery = (id: number) =>
  liveItem('sessions', id, (signal) =>
    api.GET('/sessions/{session_id}', { params: { path: { session_id: id } }, signal }),
  );

/** The number of sessions by status; for admins. */
export const sessionCountsQuery = () =>
  liveDerived(['analytics', 'sessions'], ['sessions'], (signal) => api.GET('/analytics/sessions', { signal }));

/** A time and people to check for conflicts. `besides` is a session to ignore: the one being moved. */
export interface ConflictsParams {
  scheduled_date: string;
  duration_minutes: number;
  trainer_id: number;
  trainee_ids?: number[];
  besides?: number;
}

/** Who would be in two sessions at once, and when everybody is free; refetched when sessions change. */
export const conflictsQuery = (query: ConflictsParams) =>
  liveDerived(['sessions', 'conflicts', query], ['sessions'], (signal) =>
    api.GET('/sessions/conflicts', { params: { query }, signal }),
  );

export const MAX_TOLD = 500;

/** What each person was last told about a session; with `userId`, everything that this person was told about it. */
export const toldQuery = (sessionId: number, userId?: number) =>
  liveDerived(['sessions', 'told', sessionId, userId ?? null], ['sessions'], (signal) =>
    api.GET('/sessions/{session_id}/notifications', {
      params: {
        path: { session_id: sessionId },
        query: { limit: MAX_TOLD, count: false, ...(userId !== undefined && { user_id: userId }) },
      },
      signal,
    }),
  );

const byStart = (a: Session, b: Session) => Date.parse(a.scheduled_date) - Date.parse(b.scheduled_date) || a.id - b.id;

function isAmong(session: Session, { status, trainer_id, trainee_id, from, to }: SessionFilters): boolean {
  return (
    (status === undefined || session.status === status) &&
    (trainer_id === undefined || session.trainer_id === trainer_id) &&
    (trainee_id === undefined || session.trainee_ids.includes(trainee_id)) &&
    (from === undefined || Date.parse(session.ends_at) > Date.parse(from)) &&
    (to === undefined || Date.parse(session.scheduled_date) < Date.parse(to))
  );
}

/** The current session, for a modal that was opened with an earlier version. */
export function useFreshSession(session: Session): Session {
  const { data } = useQuery(sessionQuery(session.id));
  return data && data.version >= session.version ? data : session;
}
