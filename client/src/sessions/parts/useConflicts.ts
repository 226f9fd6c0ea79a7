import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMe } from '@/auth/AuthContext';
import { TYPING_PAUSE_MS } from '@/lib/text';
import { instantOfDraft, minutesOf, type SessionDraft } from '../model/draft';
import { conflictsQuery } from '../model/queries';

/** The maximum number of trainees in one request. */
const MAX_TRAINEES = 500;

/**
 * The conflicts of a draft, checked while typing, and again when sessions change elsewhere. Not current are those of the
 * draft as it was a moment ago.
 */
export function useConflicts(draft: SessionDraft, excludedSessionId: number | undefined) {
  const me = useMe();
  const at = instantOfDraft(draft)?.at;
  const minutes = minutesOf(draft);
  const asked = JSON.stringify({
    scheduled_date: at === undefined ? '' : new Date(at).toISOString(),
    duration_minutes: minutes ?? 0,
    trainer_id: draft.trainer_id ?? me.id,
    ...(draft.trainee_ids.length > 0 && { trainee_ids: draft.trainee_ids.slice(0, MAX_TRAINEES) }),
    ...(excludedSessionId !== undefined && { besides: excludedSessionId }),
  });
  const [settled] = useDebouncedValue(asked, TYPING_PAUSE_MS);
  const question = JSON.parse(settled) as Parameters<typeof conflictsQuery>[0];
  const isWhole = question.scheduled_date !== '' && question.duration_minutes > 0;
  const { data, isPlaceholderData } = useQuery({
    ...conflictsQuery(question),
    enabled: isWhole,
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (at === undefined || minutes === null || !isWhole || !data) return undefined;
  return { ...data, isCurrent: settled === asked && !isPlaceholderData };
}
