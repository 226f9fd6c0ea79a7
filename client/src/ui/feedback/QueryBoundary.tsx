import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorState } from './ErrorState';
import { LinesSkeleton } from './skeletons';

interface Props<T> {
  query: UseQueryResult<T>;
  /** Has the shape of the page to come, so that nothing jumps. */
  skeleton?: ReactNode;
  children: (data: T) => ReactNode;
}

/** Renders a query's data, a skeleton while it is loading, or its error. */
export function QueryBoundary<T>({ query, skeleton = <LinesSkeleton />, children }: Props<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return skeleton;
}
