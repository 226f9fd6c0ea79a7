import { parseFlag, parseId } from '@/lib/searchParams';

/** Search parameters of the list. */
export interface NotificationSearch {
  unread?: true | undefined;
  /** Omitted on the first page, which is 1. */
  page?: number | undefined;
}

export const notificationSearch = (search: Record<string, unknown>): NotificationSearch => ({
  unread: parseFlag(search.unread),
  page: parseId(search.page),
});
