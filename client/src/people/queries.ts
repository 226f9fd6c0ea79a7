import { api } from '@/api/client';
import type { Role, User, UserOrder } from '@/api/types';
import { liveItem, liveList } from '@/live/queries';

export interface UserFilters {
  role?: Role | undefined;
  q?: string | undefined;
  /** Omitted: both those who have been deactivated and those who have not. */
  deactivated?: boolean | undefined;
  status?: User['status'] | undefined;
  order?: UserOrder | undefined;
  skip?: number | undefined;
  limit?: number | undefined;
}

/** Only the server can compare names, so lists in that order are refetched when they change. */
const comparators: Partial<Record<UserOrder, (a: User, b: User) => number>> = {
  id: (a, b) => a.id - b.id,
  '-id': (a, b) => b.id - a.id,
};

/** Users as admins and trainers see them, one page at a time. */
export const usersQuery = (filters: UserFilters) =>
  liveList('users', filters, (query, signal) => api.GET('/users/', { params: { query }, signal }), {
    matches: ({ role, status }) => {
      const isOut = filters.deactivated !== undefined && filters.deactivated !== (status === 'deactivated');
      const fits = !isOut && (!filters.status || status === filters.status);
      return filters.q ? undefined : fits && (!filters.role || role === filters.role);
    },
    compare: comparators[filters.order ?? 'id'],
  });

/** One user. */
export const userQuery = (id: number) =>
  liveItem('users', id, (signal) => api.GET('/users/{user_id}', { params: { path: { user_id: id } }, signal }));
