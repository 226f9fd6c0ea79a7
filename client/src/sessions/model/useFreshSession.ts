import { useQuery } from '@tanstack/react-query';
import type { Session } from '@/api/types';
import { sessionQuery } from './queries';

/** The session as it is now, for a dialog that was opened with it as it was then. */
export function useFreshSession(session: Session): Session {
  const { data } = useQuery(sessionQuery(session.id));
  return data && data.version >= session.version ? data : session;
}
