import { hasCode } from '@/api/problem';
import type { CustomField, Role, User } from '@/api/types';
import { LANGUAGES, type Language, type T } from '@/i18n';
import { fieldProblems } from '@/i18n/fieldProblems';
import { z } from '@/lib/zod';
import { type CustomTexts, formKey, toFormErrors, toTexts, toValues } from '@/ui/customFields/customValues';
import type { Difference } from '@/ui/modals/VersionConflictModal';
import { ROLES } from './search';

/** As text in a form: what is not chosen is empty. */
export type UserSettings = { language: string; time_zone: string };

/** The fields of a user that a new one needs. */
export type NewUserDetails = Pick<User, 'first_name' | 'last_name' | 'username' | 'email' | 'role'> & CustomTexts;

/** The fields of a user that an admin may change. */
export type UserDetails = NewUserDetails & UserSettings & { external_id: string } & CustomTexts;

export const EMPTY_USER: NewUserDetails = { first_name: '', last_name: '', username: '', email: '', role: 'trainee' };

export const settingsOf = ({ language, time_zone }: User): UserSettings => ({
  language: language ?? '',
  time_zone: time_zone ?? '',
});

export const detailsOf = (user: User): UserDetails => ({
  first_name: user.first_name,
  last_name: user.last_name,
  username: user.username,
  email: user.email,
  role: user.role,
  external_id: user.external_id ?? '',
  ...settingsOf(user),
  ...toTexts(user.custom),
});

export const trimmed = <Fields extends Partial<UserDetails>>(details: Fields): Fields =>
  Object.fromEntries(Object.entries(details).map(([field, text]) => [field, text?.trim()])) as Fields;

const NULL_IF_EMPTY = new Set(['language', 'time_zone', 'external_id']);

type Request<Details> = Omit<Details, keyof UserSettings | 'external_id' | `custom:${string}`> &
  Partial<Pick<User, 'language' | 'time_zone' | 'external_id' | 'custom'>>;

/** What a form holds as the server takes it: null where nothing is chosen. */
export function toRequest<Details extends Partial<UserDetails>>(
  details: Details,
  fields: readonly CustomField[] = [],
): Request<Details> {
  const own = Object.entries(details).filter(([field]) => !field.startsWith('custom:'));
  const custom = toValues(fields, details as Record<string, string>);
  return {
    ...Object.fromEntries(own.map(([field, text]) => [field, NULL_IF_EMPTY.has(field) ? text || null : text])),
    ...(Object.keys(custom).length > 0 && { custom }),
  } as Request<Details>;
}

/** A user with these changes, as it will be once they are saved. */
export const withChanges = (user: User, changes: Partial<UserDetails>, fields: readonly CustomField[] = []): User => {
  const { custom, ...rest } = toRequest(changes, fields);
  const values = Object.entries({ ...user.custom, ...custom }).filter(([, value]) => value !== null);
  const changed = { ...user, ...rest, custom: Object.fromEntries(values) };
  return { ...changed, name: `${changed.first_name} ${changed.last_name}`.trim() };
};

/** As the server checks it (`email_problem` in tms_core/users/model.py): `admin@localhost` and `ö@ü` are addresses. */
const LABEL = String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}\u200c\u200d_-]*[\p{L}\p{N}\p{M}\u200c\u200d_])?`;
const EMAIL = new RegExp(String.raw`^[^@\s"(),:;<>[\\\]]+@${LABEL}(?:\.${LABEL})*$`, 'u');

export const emailSchema = (t: T<'users'>) =>
  z.string().check(
    z.trim(),
    z.refine((text) => EMAIL.test(text) && !text.includes('..') && text.length <= 254, t('account.need_email')),
  );

/** Some people have one name: it is the first name. */
export const nameSchemas = (t: T<'users'>) => ({
  first_name: z
    .string()
    .check(z.trim(), z.minLength(1, t('account.need_name')), z.maxLength(50, t('account.need_name'))),
  last_name: z.string().check(z.trim(), z.maxLength(50, t('account.need_last_name'))),
});

export function userSchema(t: T<'users'>) {
  return z.object({
    ...nameSchemas(t),
    username: z.string().check(z.trim(), z.regex(/^[\p{L}\p{N}\p{M}._-]{3,50}$/u, t('form.need_username'))),
    email: emailSchema(t),
    role: z.enum(ROLES as [Role, ...Role[]]),
  });
}

type Label = Exclude<keyof UserDetails, `custom:${string}`>;

/** Fields of two versions as text. */
export function userDifferences<Fields extends Partial<UserDetails>>(
  fields: readonly (keyof Fields)[],
  mine: Fields,
  theirs: Fields,
  t: T<'users'>,
  core: T,
  own: readonly CustomField[] = [],
): Difference[] {
  const show = (field: keyof Fields, details: Fields) => {
    const value = String(details[field]);
    if (field === 'role') return core(`role.${value as Role}`);
    if (field === 'language') return LANGUAGES[value as Language] ?? t('account.automatic');
    return field === 'time_zone' ? value || t('account.automatic') : value;
  };
  const labelOf = (field: keyof Fields) =>
    own.find((each) => formKey(each) === field)?.label ?? t(`account.${field as Label}`);
  return fields.map((field) => ({
    label: labelOf(field),
    mine: show(field, mine),
    theirs: show(field, theirs),
  }));
}

/** An error by the field it is about; empty for errors that are not about a field. */
export function toFieldErrors(error: unknown, t: T<'users'>): Record<string, string> {
  if (hasCode(error, 'username_taken')) return { username: t('problem.username_taken') };
  if (hasCode(error, 'email_taken')) return { email: t('problem.email_taken') };
  if (hasCode(error, 'external_id_taken')) return { external_id: t('problem.external_id_taken') };
  return toFormErrors(fieldProblems(error));
}
