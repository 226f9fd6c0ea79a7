import { api } from '@/api/client';
import { liveList } from '@/live/queries';

interface Filters {
  unread?: true | undefined;
  skip?: number;
  limit: number;
}

/** What the user was told within 90 days, newest first. */
export const notificationsQuery = (filters: Filters) =>
  liveList('notifications', filters, (query, signal) => api.GET('/notifications/', { params: { query }, signal }));

/** How many are unread: the `total`. */
export const unreadQuery = () => notificationsQuery({ unread: true, limit: 1 });

const LATEST = 20;

/** The latest ones, for the list below the bell. */
export const latestQuery = () => notificationsQuery({ limit: LATEST });
