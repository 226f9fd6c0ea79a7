import type { User } from '@/api/types';
import { permissionsOf } from '@/auth/permissions';
import type { PersonSearch } from './search';

export type UserModalName = NonNullable<PersonSearch['dialog']>;

/** What `me` may do to a user, in the order of the menu. */
export function modalsFor(user: User, me: User): UserModalName[] {
  const may = permissionsOf(me);
  const all: readonly [UserModalName, boolean][] = [
    ['edit', may.managePeople],
    ['password', may.resetPassword(user)],
    ['assign', may.assignPeople(user)],
    ['status', may.deactivatePerson(user)],
    ['delete', may.deletePerson(user)],
  ];
  return all.flatMap(([name, isAllowed]) => (isAllowed ? [name] : []));
}
