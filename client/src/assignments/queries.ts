import { api } from '@/api/client';
import type { User } from '@/api/types';
import { liveDerived, liveList, pageOf } from '@/live/queries';

export interface AssignmentFilters {
  student_id?: number | undefined;
  teacher_id?: number | undefined;
  /** 500 at most. */
  limit?: number | undefined;
}

/** Assignments: all for admins, their own for trainers and trainees. */
export const assignmentsQuery = (filters: AssignmentFilters = {}) =>
  liveList('assignments', { limit: 500, ...filters }, (query, signal) =>
    api.GET('/assignments/', { params: { query }, signal }),
  );

export interface UnassignedFilters {
  q?: string | undefined;
  skip?: number | undefined;
  limit?: number | undefined;
}

/** Trainees without a trainer, one page at a time. */
export const unassignedQuery = (filters: UnassignedFilters) =>
  liveDerived(['assignments', 'unassigned', filters], ['users', 'assignments'], async (signal) => {
    const query = { ...filters, role: 'trainee', assigned: false, deactivated: false, order: 'name' } as const;
    const { data, response } = await api.GET('/users/', { params: { query }, signal });
    return { data: pageOf(data as User[], response), response };
  });
