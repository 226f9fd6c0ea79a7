import type { QueryClient } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { Notification } from '@/api/types';
import { text } from '@/i18n';
import { serverNow } from '@/lib/serverClock';
import type { Live } from '@/live/Live';
import { toastProblem } from '@/ui/feedback/toasts';
import { latestQuery } from './queries';

/** What is read: these, or the notification with this id and everything older. */
type Reading = { ids: number[] } | { up_to: number };

/**
 * Marks notifications as read on all devices: at once here, taken back with a message if the server refuses or cannot be
 * reached. `unread` is how many are left of a number.
 */
async function markRead(
  live: Live,
  reading: Reading,
  isMeant: (notification: Notification) => boolean,
  unread: (before: number) => number,
) {
  const readAt = new Date(serverNow()).toISOString();
  const mark = (each: Notification) => (each.read_at === null && isMeant(each) ? { ...each, read_at: readAt } : each);
  const takeBack = live.cache.expectInLists('notifications', ({ items, total, next }, filters) => ({
    items: items.map(mark),
    total: total !== null && 'unread' in filters ? unread(total) : total,
    next,
  }));
  try {
    await api.POST('/notifications/read', { body: reading });
  } catch (error) {
    takeBack();
    toastProblem(error, (key, values) => text('core', key, values));
  }
}

/** Marks one notification as read. */
export function markOneRead(live: Live, { id, read_at }: Notification) {
  if (read_at !== null) return;
  void markRead(
    live,
    { ids: [id] },
    (each) => each.id === id,
    (before) => Math.max(0, before - 1),
  );
}

/** Marks these as read, of which all are unread. */
export function markTheseRead(live: Live, notifications: readonly Notification[]) {
  const ids = notifications.map(({ id }) => id);
  void markRead(
    live,
    { ids },
    ({ id }) => ids.includes(id),
    (before) => Math.max(0, before - ids.length),
  );
}

/** Marks as read what there is by now. What is told from now on stays unread. */
export async function markAllRead(live: Live, queries: QueryClient) {
  try {
    const [newest] = (await queries.fetchQuery(latestQuery())).items;
    if (newest)
      await markRead(
        live,
        { up_to: newest.id },
        () => true,
        () => 0,
      );
  } catch (error) {
    toastProblem(error, (key, values) => text('core', key, values));
  }
}
