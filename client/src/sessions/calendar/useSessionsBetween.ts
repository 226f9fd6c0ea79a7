import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Session } from '@/api/types';
import { type SessionFilters, sessionsQuery } from '../model/queries';
import type { Range } from './grid/range';

const PAGE = 500;

/** All sessions that overlap a range: the first page, and all further pages. */
export function useSessionsBetween({ from, to }: Range, filters: Omit<SessionFilters, 'from' | 'to'>) {
  const asked = {
    ...filters,
    from: from.toISOString(),
    to: to.toISOString(),
    order: 'scheduled_date',
    limit: PAGE,
  } as const;
  // Keeps the previous sessions while the next period loads: weeks of the same month overlap.
  const first = useQuery({ ...sessionsQuery(asked), placeholderData: keepPreviousData });
  const pages = first.isPlaceholderData ? 1 : Math.ceil((first.data?.total ?? 0) / PAGE);
  const more = useQueries({
    queries: Array.from({ length: Math.max(0, pages - 1) }, (_, i) =>
      sessionsQuery({ ...asked, skip: (i + 1) * PAGE }),
    ),
    combine: (results) => ({
      items: results.map(({ data }) => data?.items),
      isPending: results.some(({ isPending }) => isPending),
    }),
  });
  const sessions = useMemo(() => unique([first.data?.items, ...more.items]), [first.data, more.items]);
  return {
    first,
    sessions,
    /** More sessions are still loading. */
    isIncomplete: first.isPlaceholderData || more.isPending,
  };
}

/** A session that is moved while pages are being read may be on two of them. */
function unique(pages: readonly (readonly Session[] | undefined)[]): Session[] {
  return [...new Map(pages.flatMap((page) => page ?? []).map((session) => [session.id, session])).values()];
}
