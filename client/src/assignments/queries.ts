import { api } from '@/api/client';
import { liveList } from '@/live/queries';

/** Who is in whose care: all of it for admins, their own for trainers and trainees. The page may hold 500. */
export const assignmentsQuery = () =>
  liveList('assignments', { limit: 500 }, (query, signal) => api.GET('/assignments/', { params: { query }, signal }));
