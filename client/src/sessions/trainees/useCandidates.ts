import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Session, User } from '@/api/types';
import { assignmentsQuery } from '@/assignments';
import { i18n } from '@/i18n';
import { foldAccents, TYPING_PAUSE_MS } from '@/lib/text';
import { usersQuery } from '@/people';

const MOST = 50;

const fits = ({ name, username, email }: User, typed: string) =>
  foldAccents(`${name} ${username} ${email}`).includes(foldAccents(typed.trim()));

const byName = (a: User, b: User) => a.name.localeCompare(b.name, i18n.locale);

/** Who may be added: first those in the trainer's care, then whom the server finds for what is typed. */
export function useCandidates(session: Session, typed: string) {
  const [settled] = useDebouncedValue(typed.trim(), TYPING_PAUSE_MS);
  const found = useQuery({
    ...usersQuery({ role: 'trainee', q: settled || undefined, limit: MOST }),
    placeholderData: keepPreviousData,
  });
  const assignments = useQuery(assignmentsQuery());
  const theirs = (assignments.data?.items ?? [])
    .filter(({ teacher }) => teacher.id === session.trainer_id)
    .map(({ student }) => student)
    .filter((trainee) => fits(trainee, typed))
    .toSorted(byName);
  const known = new Set(theirs.map(({ id }) => id));
  return {
    found,
    theirs,
    others: (found.data?.items ?? []).filter(({ id }) => !known.has(id)).toSorted(byName),
    /** More fit than are shown. */
    hasMore: (found.data?.total ?? 0) > MOST,
  };
}
