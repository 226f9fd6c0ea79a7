import type { User } from '@/api/types';
import type { PersonSearch } from './search';

export type UserModalName = NonNullable<PersonSearch['dialog']>;

/** An admin's actions for a user. Admins cannot reset their own password, or deactivate or delete their own account. */
export function modalsFor(user: User, me: User): UserModalName[] {
  const careOf: UserModalName[] = user.role === 'admin' || user.status === 'deactivated' ? [] : ['assign'];
  return user.id === me.id ? ['edit', ...careOf] : ['edit', 'password', ...careOf, 'status', 'delete'];
}
