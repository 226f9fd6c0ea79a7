import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorState } from './ErrorState';
import { KeptPlace } from './KeptPlace';
import { LinesSkeleton } from './skeletons';

interface Props<T> {
  query: UseQueryResult<T>;
  /** Has the shape of the page to come, so that nothing jumps. */
  skeleton?: ReactNode;
  /** Instead of a skeleton: the name under which the height is kept, for a skeleton as high as on the last visit. */
  keepAs?: string;
  children: (data: T) => ReactNode;
}

/** Renders a query's data, a skeleton while it is loading, or its error. */
export function QueryBoundary<T>({ query, skeleton = <LinesSkeleton />, keepAs, children }: Props<T>) {
  const { data } = query;
  if (data === undefined && query.isError) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (keepAs === undefined) return data === undefined ? skeleton : children(data);
  return (
    <KeptPlace name={keepAs} isLoading={data === undefined}>
      {data !== undefined && children(data)}
    </KeptPlace>
  );
}
