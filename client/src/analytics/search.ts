import { dayIn } from '@/ui/search';

/** Which period the charts are about, as days of the viewer's zone. */
export interface AnalyticsSearch {
  from?: string | undefined;
  to?: string | undefined;
}

export const analyticsSearch = (search: Record<string, unknown>): AnalyticsSearch => ({
  from: dayIn(search.from),
  to: dayIn(search.to),
});
