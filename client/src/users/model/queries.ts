import { api } from '@/api/client';
import { liveDerived, liveItem, liveList } from '@/live/queries';

/** Oneself: everybody may read that, whatever their role. */
export const meQuery = (id: number) => liveItem('users', id, (signal) => api.GET('/auth/me', { signal }));

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
