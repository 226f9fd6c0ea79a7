import { useState } from 'react';
import { api } from '@/api/client';
import { type ApiProblem, hasCode } from '@/api/problem';
import type { Session } from '@/api/types';
import { useTranslation } from '@/i18n';
import { useLiveConnection } from '@/live/context';
import { useChange } from '@/live/useChange';
import { toast, toastProblem } from '@/ui/feedback/toasts';

interface Adding {
  ids: readonly number[];
  /** Though somebody is in another session then. */
  anyway?: boolean;
}

/** Adds trainees, all or none, with a way back. `refusal`: there are too few seats, or somebody is not free. */
export function useAddTrainees(session: Session, onAdded: () => void) {
  const { t } = useTranslation('sessions');
  const { t: core } = useTranslation();
  const { cache } = useLiveConnection();
  const [refusal, setRefusal] = useState<ApiProblem | null>(null);

  async function takeOut(ids: readonly number[]) {
    try {
      for (const id of ids) {
        const path = { session_id: session.id, trainee_id: id };
        const { data } = await api.DELETE('/sessions/{session_id}/trainees/{trainee_id}', { params: { path } });
        if (data) cache.learn('sessions', data);
      }
      toast(t('add.undone', { count: ids.length }));
    } catch (error) {
      toastProblem(error, core);
    }
  }

  const add = useChange({
    of: 'sessions',
    send: ({ ids, anyway }: Adding) =>
      api.POST('/sessions/{session_id}/trainees', {
        params: { path: { session_id: session.id }, query: { allow_conflicts: anyway ?? false } },
        body: { trainee_ids: [...ids] },
      }),
    onDone: (_saved, { ids }) => {
      toast(t('add.done', { count: ids.length }), { label: core('action.undo'), run: () => void takeOut(ids) });
      onAdded();
    },
    onRefused: (error) => {
      if (!hasCode(error, 'session_full', 'schedule_conflict')) return false;
      setRefusal(error);
      return true;
    },
  });
  return { add: add.mutate, isPending: add.isPending, refusal, forget: () => setRefusal(null) };
}
