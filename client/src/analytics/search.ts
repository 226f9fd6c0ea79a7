import { parseChoice, parseDay, parseFlag } from '@/lib/searchParams';

/** The period of the charts. If omitted, the last twelve weeks. */
export interface AnalyticsSearch {
  period?: '4w' | 'year' | 'custom' | undefined;
  /** With `custom`: the first and the last day, in the user's time zone. */
  from?: string | undefined;
  to?: string | undefined;
  /** The export of the period is open. */
  export?: true | undefined;
}

export const analyticsSearch = (search: Record<string, unknown>): AnalyticsSearch => {
  const from = parseDay(search.from);
  const to = parseDay(search.to);
  return {
    period: from || to ? 'custom' : parseChoice(['4w', 'year', 'custom'], search.period),
    from,
    to,
    export: parseFlag(search.export),
  };
};
