import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import { type ApiProblem, hasCode } from '@/api/problem';
import type { Session, User } from '@/api/types';
import { assignmentsQuery } from '@/assignments';
import { useTranslation } from '@/i18n';
import { hasWords, TYPING_PAUSE_MS } from '@/lib/text';
import { useChange } from '@/live/useChange';
import { useLiveConnection } from '@/live/useLive';
import { sortedByName, usersQuery } from '@/people';
import { toast, toastProblem } from '@/ui/feedback/toasts';

interface Adding {
  ids: readonly number[];
  /** Even if somebody is in another session at that time. */
  anyway?: boolean;
}

/** Adds trainees, all or none, with an undo. `refusal`: too few seats, or somebody is not free. */
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

const MAX_TRAINEES = 50;

const fits = ({ name, username, email }: User, typed: string) => hasWords(typed, name, username, email);

/** Trainees who can be added: first those assigned to the trainer, then search results from the server. */
export function useCandidates(session: Session, typed: string) {
  const [settled] = useDebouncedValue(typed.trim(), TYPING_PAUSE_MS);
  const found = useQuery({
    ...usersQuery({ role: 'trainee', q: settled || undefined, deactivated: false, limit: MAX_TRAINEES }),
    placeholderData: keepPreviousData,
  });
  const assignments = useQuery(assignmentsQuery());
  const theirs = sortedByName(
    (assignments.data?.items ?? [])
      .filter(({ teacher }) => teacher.id === session.trainer_id)
      .map(({ student }) => student)
      .filter((trainee) => trainee.status !== 'deactivated' && fits(trainee, typed)),
  );
  const known = new Set(theirs.map(({ id }) => id));
  return {
    found,
    theirs,
    others: sortedByName((found.data?.items ?? []).filter(({ id }) => !known.has(id))),
    /** There are more matches than are shown. */
    hasMore: (found.data?.total ?? 0) > MAX_TRAINEES,
  };
}
