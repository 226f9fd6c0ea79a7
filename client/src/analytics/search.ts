import { parseChoice, parseDay } from '@/lib/searchParams';

/** Which period the charts are about. Left out: the last twelve weeks. */
export interface AnalyticsSearch {
  period?: '4w' | 'year' | 'custom' | undefined;
  /** With `custom`: the first and the last day, of the viewer's zone. */
  from?: string | undefined;
  to?: string | undefined;
}

export const analyticsSearch = (search: Record<string, unknown>): AnalyticsSearch => {
  const from = parseDay(search.from);
  const to = parseDay(search.to);
  return { period: from || to ? 'custom' : parseChoice(['4w', 'year', 'custom'], search.period), from, to };
};
