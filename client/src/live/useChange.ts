import { useMutation } from '@tanstack/react-query';
import { hasCode } from '@/api/problem';
import { useTranslation } from '@/i18n';
import { toastProblem } from '@/ui/feedback/toasts';
import type { Entities, EntityName } from './cacheRules';
import { useLiveConnection } from './useLiveEvents';

/** How to make a change. */
export interface ChangeOptions<N extends EntityName, V> {
  of: N;
  /** Sends the request; its response, the new state, goes into the cache. */
  send: (values: V) => Promise<{ data?: Entities[N] }>;
  /** The expected result: shown at once, rolled back if the server refuses. */
  expect?: (values: V) => { id: number; change: (item: Entities[N]) => Entities[N] };
  onDone?: (item: Entities[N], values: V) => void;
  /** Returns true for errors that the form shows itself; the others become a toast. A 412 never becomes a toast. */
  onRefused?: (error: Error, values: V) => boolean | void;
}

/** Changes one entity: optimistically if `expect` is given, rolled back with a toast if the server refuses. */
export function useChange<N extends EntityName, V>(options: ChangeOptions<N, V>) {
  const { cache } = useLiveConnection();
  const { t } = useTranslation();
  return useMutation({
    mutationFn: async (values: V) => (await options.send(values)).data as Entities[N],
    onMutate(values) {
      const expected = options.expect?.(values);
      return expected ? cache.expect(options.of, expected.id, expected.change) : undefined;
    },
    onSuccess(item, values) {
      cache.learn(options.of, item);
      options.onDone?.(item, values);
    },
    onError(error, values, takeBack) {
      takeBack?.();
      const current = hasCode(error, 'stale_version') ? error.problem.current : undefined;
      if (current) cache.learn(options.of, current as unknown as Entities[N]);
      if (!options.onRefused?.(error, values) && !current) toastProblem(error, t);
    },
  });
}
