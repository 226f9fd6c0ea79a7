import { useMutation } from '@tanstack/react-query';
import { hasCode } from '@/api/problem';
import { useTranslation } from '@/i18n';
import { toastProblem } from '@/ui/feedback/toasts';
import type { Entities, EntityName } from './cacheRules';
import { useLiveConnection } from './useLive';

/** How to make a change. */
export interface ChangeOptions<N extends EntityName, V> {
  of: N;
  /** Sends the request; its response, the new state, goes into the cache. */
  send: (values: V) => Promise<{ data?: Entities[N] }>;
  /** The expected result: shown at once, rolled back if the server refuses. */
  expect?: (values: V) => { id: number; change: (item: Entities[N]) => Entities[N] };
  /** Changes with the same key are sent one after the other, so that the last one counts. */
  queue?: string;
  onDone?: (item: Entities[N], values: V) => void;
  /**
   * If somebody else has changed the entity since: the values to send again for its current version, or null if they
   * changed the same things.
   */
  rebase?: (values: V, current: Entities[N]) => V | null;
  /** Returns true for errors that the form shows itself; the others become a toast. A 412 never becomes a toast. */
  onRefused?: (error: Error, values: V) => boolean | void;
}

/** Changes one entity: optimistically if `expect` is given, rolled back with a toast if the server refuses. */
export function useChange<N extends EntityName, V>(options: ChangeOptions<N, V>) {
  const { cache } = useLiveConnection();
  const { t } = useTranslation();
  const change = useMutation({
    ...(options.queue !== undefined && { scope: { id: options.queue } }),
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
      const problem = hasCode(error, 'stale_version') ? error.problem : undefined;
      const current = problem?.current as unknown as Entities[N] | undefined;
      if (current) cache.learn(options.of, current);
      const again = current && options.rebase?.(values, current);
      if (again) change.mutate(again);
      else if (!options.onRefused?.(error, values) && !current) toastProblem(error, t);
    },
  });
  return change;
}
