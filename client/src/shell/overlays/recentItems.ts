import { browserStorage } from '@/lib/storage';

/** A page about one person or thing that the user has opened. */
export interface RecentItem {
  to: string;
  label: string;
}

const MAX_ITEMS = 6;
/** The sign-in removes what begins with this when the user signs out. */
const RECENT = 'tms.recent.';

/** What a user has opened in this browser, the last first. */
export function recentItems(userId: number): RecentItem[] {
  try {
    const stored: unknown = JSON.parse(browserStorage.get(`${RECENT}${userId}`) ?? '[]');
    return Array.isArray(stored)
      ? stored.filter(({ to, label }) => typeof to === 'string' && typeof label === 'string')
      : [];
  } catch {
    return [];
  }
}

export function rememberItem(userId: number, item: RecentItem) {
  const others = recentItems(userId).filter(({ to }) => to !== item.to);
  browserStorage.set(`${RECENT}${userId}`, JSON.stringify([item, ...others].slice(0, MAX_ITEMS)));
}
