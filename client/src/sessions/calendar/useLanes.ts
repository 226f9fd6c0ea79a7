import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Person, Session } from '@/api/types';
import { sortedByName, usersQuery } from '@/people';

/** Among more than these, only trainers with sessions get a lane. */
const MAX_IDLE = 12;

/** The trainers who have lanes, by name: everybody who could teach, if they are few. Null without lanes. */
export function useLanes(isOn: boolean, sessions: readonly Session[], only: number | undefined): Person[] | null {
  const asked = usersQuery({ role: 'trainer', deactivated: false, order: 'name', limit: MAX_IDLE + 1 });
  const { data } = useQuery({ ...asked, enabled: isOn });
  return useMemo(() => {
    if (!isOn) return null;
    const all = data?.items ?? [];
    const idle = all.length <= MAX_IDLE ? all.map(({ id, name }) => ({ id, name })) : [];
    const found = new Map([...idle, ...sessions.map(({ trainer }) => trainer)].map((each) => [each.id, each]));
    return sortedByName([...found.values()].filter(({ id }) => only === undefined || id === only));
  }, [isOn, data, sessions, only]);
}
