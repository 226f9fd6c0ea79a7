import { useQuery } from '@tanstack/react-query';
import type { Person } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { DELETED_NAME } from '@/i18n/personName';
import { userQuery, usersQuery } from './queries';

const MAX_TRAINERS = 200;

/**
 * Who has an id that is a trainer's or an admin's; null if the reader may not see them, undefined while that is not
 * known. Trainers cannot see admins, and trainees nobody, so the server is not asked for these.
 */
export function useColleague(id: number | null): Person | null | undefined {
  const { role } = useMe();
  const isWanted = id !== null;
  const user = useQuery({ ...userQuery(id ?? 0), enabled: isWanted && role === 'admin', retry: false });
  const trainers = usersQuery({ role: 'trainer', order: 'id', limit: MAX_TRAINERS });
  const seen = useQuery({ ...trainers, enabled: isWanted && role === 'trainer' });
  if (id === null || role === 'trainee') return null;
  // Admins see everybody; whoever is not there has been deleted.
  if (role === 'admin') return user.data ?? (user.isError ? { id, name: DELETED_NAME } : undefined);
  return seen.isPending ? undefined : (seen.data?.items.find((each) => each.id === id) ?? null);
}
