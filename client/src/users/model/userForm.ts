import { fieldErrors, hasCode } from '@/api/problem';
import type { Role, User } from '@/api/types';
import type { T } from '@/i18n';
import { z } from '@/lib/zod';
import type { Difference } from '@/ui/modals/VersionConflictModal';
import { ROLES } from './search';

/** The fields of a user that an admin may change. */
export type UserDetails = Pick<User, 'first_name' | 'last_name' | 'username' | 'email' | 'role'>;

export const EMPTY_USER: UserDetails = { first_name: '', last_name: '', username: '', email: '', role: 'trainee' };

export const detailsOf = ({ first_name, last_name, username, email, role }: User): UserDetails => ({
  first_name,
  last_name,
  username,
  email,
  role,
});

export const trimmed = <Fields extends Partial<UserDetails>>(details: Fields): Fields =>
  Object.fromEntries(Object.entries(details).map(([field, text]) => [field, text.trim()])) as Fields;

/** As the server checks it (`email_problem` in tms_core/users/model.py): `admin@localhost` and `ö@ü` are addresses. */
const EMAIL =
  /^[^@\s"(),:;<>[\\\]]+@[\p{L}\p{N}]([\p{L}\p{N}_-]*[\p{L}\p{N}_])?(\.[\p{L}\p{N}]([\p{L}\p{N}_-]*[\p{L}\p{N}_])?)*$/u;

export const emailSchema = (t: T<'users'>) =>
  z.string().check(
    z.trim(),
    z.refine((text) => EMAIL.test(text) && !text.includes('..') && text.length <= 254, t('account.need_email')),
  );

export function userSchema(t: T<'users'>) {
  const name = z
    .string()
    .check(z.trim(), z.minLength(1, t('account.need_name')), z.maxLength(50, t('account.need_name')));
  return z.object({
    first_name: name,
    last_name: name,
    username: z.string().check(z.trim(), z.regex(/^[\p{L}\p{N}\p{M}._-]{3,50}$/u, t('form.need_username'))),
    email: emailSchema(t),
    role: z.enum(ROLES as [Role, ...Role[]]),
  });
}

/** Fields of two versions as text. */
export function userDifferences<Fields extends Partial<UserDetails>>(
  fields: readonly (keyof Fields)[],
  mine: Fields,
  theirs: Fields,
  t: T<'users'>,
  core: T,
): Difference[] {
  const show = (field: keyof Fields, details: Fields) =>
    field === 'role' ? core(`role.${details[field] as Role}`) : String(details[field]);
  return fields.map((field) => ({
    label: t(`account.${field as keyof UserDetails}`),
    mine: show(field, mine),
    theirs: show(field, theirs),
  }));
}

/** An error by the field it is about; empty for errors that are not about a field. */
export function toFieldErrors(error: unknown, t: T<'users'>): Record<string, string> {
  if (hasCode(error, 'username_taken')) return { username: t('problem.username_taken') };
  if (hasCode(error, 'email_taken')) return { email: t('problem.email_taken') };
  return fieldErrors(error);
}
