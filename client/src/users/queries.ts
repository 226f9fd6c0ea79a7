import { api } from '@/api/client';
import type { Role, User, UserOrder } from '@/api/types';
import { liveDerived, liveItem, liveList } from '@/live/queries';

/** Oneself: everybody may read that, whatever their role. */
export const meQuery = (id: number) => liveItem('users', id, (signal) => api.GET('/auth/me', { signal }));

export interface UserFilters {
  role?: Role | undefined;
  q?: string | undefined;
  order?: UserOrder | undefined;
  skip?: number | undefined;
  limit?: number | undefined;
}

/** Names are compared by the server, in a form that only it makes: such lists are read again. */
const comparing: Partial<Record<UserOrder, (a: User, b: User) => number>> = {
  id: (a, b) => a.id - b.id,
  '-id': (a, b) => b.id - a.id,
};

/** People as admins and trainers see them, a page at a time. */
export const usersQuery = (filters: UserFilters) =>
  liveList('users', filters, (query, signal) => api.GET('/users/', { params: { query }, signal }), {
    matches: ({ role }) => (filters.q ? undefined : !filters.role || role === filters.role),
    compare: comparing[filters.order ?? 'id'],
  });

/** One person. */
export const userQuery = (id: number) =>
  liveItem('users', id, (signal) => api.GET('/users/{user_id}', { params: { path: { user_id: id } }, signal }));

/** How many people of each role there are; for admins. */
export const userCountsQuery = () =>
  liveDerived(['analytics', 'users'], ['users'], (signal) => api.GET('/analytics/users', { signal }));

/** Whose password it was that changed, when and through whom: the newest entries of one person's log; for admins. */
export const passwordLogQuery = (userId: number) =>
  liveList('passwords', { user_id: userId, limit: 10 }, (query, signal) =>
    api.GET('/audit/passwords', { params: { query }, signal }),
  );

/** How far a trainee has come; for admins and the trainers who look after them. */
export const progressQuery = (traineeId: number) =>
  liveDerived(['progress', traineeId], ['sessions'], (signal) =>
    api.GET('/progress/trainees/{trainee_id}', { params: { path: { trainee_id: traineeId } }, signal }),
  );
