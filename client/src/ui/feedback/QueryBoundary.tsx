import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorState } from './ErrorState';
import { LinesSkeleton } from './skeletons';

interface Props<T> {
  query: UseQueryResult<T>;
  /** Drawn like the page that will stand here, so that nothing jumps. */
  skeleton?: ReactNode;
  children: (data: T) => ReactNode;
}

/** A query's data, its skeleton while there is none, its error when there will be none. */
export function QueryBoundary<T>({ query, skeleton = <LinesSkeleton />, children }: Props<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return skeleton;
}
