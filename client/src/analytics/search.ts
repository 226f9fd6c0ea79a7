import { dayIn, oneOf } from '@/ui/search';

/** Which period the charts are about. Left out: the last twelve weeks. */
export interface AnalyticsSearch {
  period?: '4w' | 'year' | 'custom' | undefined;
  /** With `custom`: the first and the last day, of the viewer's zone. */
  from?: string | undefined;
  to?: string | undefined;
}

export const analyticsSearch = (search: Record<string, unknown>): AnalyticsSearch => {
  const from = dayIn(search.from);
  const to = dayIn(search.to);
  return { period: from || to ? 'custom' : oneOf(['4w', 'year', 'custom'], search.period), from, to };
};
