import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '@/api/client';
import { optionsQuery } from '@/live/optionsQuery';
import { liveDerived, liveItem, liveList } from '@/live/queries';

/** The signed-in user; allowed for every role. */
export const meQuery = (id: number) => liveItem('users', id, (signal) => api.GET('/auth/me', { signal }));

/**
 * The devices on which the user is signed in. No event tells of sign-ins, so they are read whenever they are shown
 * again.
 */
export const signInsQuery = (userId: number) =>
  queryOptions({
    queryKey: ['sign-ins', userId] as const,
    queryFn: ({ signal }) =>
      dataOf(api.GET('/auth/sign-ins', { params: { query: { limit: 100, count: false } }, signal })),
    staleTime: 0,
    refetchOnWindowFocus: true,
  });

/** Whether the user has a calendar feed, and when it was last read. No event tells of it, as of sign-ins. */
export const calendarFeedQuery = (userId: number) =>
  queryOptions({
    queryKey: ['calendar-feed', userId] as const,
    queryFn: ({ signal }) => dataOf(api.GET('/users/me/calendar', { signal })),
    staleTime: 0,
    refetchOnWindowFocus: true,
  });

/** Whether links can be sent by mail, to people without a password and to new addresses. It changes with a restart. */
export const canMailQuery = () => ({
  ...optionsQuery(),
  select: ({ forgot_password }: { forgot_password: boolean }) => forgot_password,
});

/** The number of users by role; for admins. */
export const userCountsQuery = () =>
  liveDerived(['analytics', 'users'], ['users'], (signal) => api.GET('/analytics/users', { signal }));

/** The latest entries of a user's password log; for admins. */
export const passwordLogQuery = (userId: number) =>
  liveList('passwords', { user_id: userId, limit: 10 }, (query, signal) =>
    api.GET('/audit/passwords', { params: { query }, signal }),
  );

/** A trainee's progress; for admins and the trainers they are assigned to. */
export const progressQuery = (traineeId: number) =>
  liveDerived(['progress', traineeId], ['sessions'], (signal) =>
    api.GET('/progress/trainees/{trainee_id}', { params: { path: { trainee_id: traineeId } }, signal }),
  );
