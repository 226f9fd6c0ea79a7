import { fieldErrors, hasCode } from '@/api/problem';
import type { Role, User } from '@/api/types';
import type { T } from '@/i18n';
import type { Difference } from '@/ui/ConflictDialog';
import { z } from '@/zod';
import { ROLES } from './search';

const FIELDS = ['first_name', 'last_name', 'username', 'email', 'role'] as const;

/** What an admin may change about somebody. */
export type UserDetails = Pick<User, (typeof FIELDS)[number]>;

export const NOBODY: UserDetails = { first_name: '', last_name: '', username: '', email: '', role: 'trainee' };

export const detailsOf = ({ first_name, last_name, username, email, role }: User): UserDetails => ({
  first_name,
  last_name,
  username,
  email,
  role,
});

export const trimmedDetails = (details: UserDetails): UserDetails => ({
  first_name: details.first_name.trim(),
  last_name: details.last_name.trim(),
  username: details.username.trim(),
  email: details.email.trim(),
  role: details.role,
});

export function userSchema(t: T<'users'>) {
  const name = z
    .string()
    .check(z.trim(), z.minLength(1, t('account.need_name')), z.maxLength(50, t('account.need_name')));
  return z.object({
    first_name: name,
    last_name: name,
    username: z.string().check(z.trim(), z.regex(/^[\p{L}\p{N}\p{M}._-]{3,50}$/u, t('form.need_username'))),
    email: z.string().check(z.trim(), z.regex(/^[^@\s]+@[^@\s]+$/, t('account.need_email'))),
    role: z.enum(ROLES as [Role, ...Role[]]),
  });
}

/** Only what differs is sent: somebody else's change of another field stays. */
export const changedDetails = (before: UserDetails, after: UserDetails): Partial<UserDetails> =>
  Object.fromEntries(FIELDS.filter((field) => before[field] !== after[field]).map((field) => [field, after[field]]));

/** The fields in which two versions differ, in words. */
export function userDifferences(mine: UserDetails, theirs: UserDetails, t: T<'users'>, core: T): Difference[] {
  const show = (field: (typeof FIELDS)[number], details: UserDetails) =>
    field === 'role' ? core(`role.${details.role}`) : details[field];
  return FIELDS.filter((field) => mine[field] !== theirs[field]).map((field) => ({
    label: t(`account.${field}`),
    mine: show(field, mine),
    theirs: show(field, theirs),
  }));
}

/** A refusal, put beside the field that it is about; empty for refusals that are about none. */
export function errorsOnFields(error: unknown, core: T): Record<string, string> {
  if (hasCode(error, 'username_taken')) return { username: core('problem.username_taken') };
  if (hasCode(error, 'email_taken')) return { email: core('problem.email_taken') };
  return fieldErrors(error);
}
