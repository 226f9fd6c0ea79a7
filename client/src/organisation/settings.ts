import type { CustomField, Organisation, OrganisationChanges } from '@/api/types';

/** What is saved. */
export type Settings = Required<OrganisationChanges>;

export type SettingName = keyof Settings;

export type NumberName = 'password_min_length' | 'join_minutes_before';

/** What the form contains: numbers as they are typed. */
export type SettingsDraft = Omit<Settings, NumberName> & Record<NumberName, string>;

export const draftOf = (organisation: Organisation): SettingsDraft => ({
  name: organisation.name,
  time_zone: organisation.time_zone,
  language: organisation.language,
  week_starts_on: organisation.week_starts_on,
  clock: organisation.clock,
  working_hours: organisation.working_hours,
  password_min_length: String(organisation.password_min_length),
  mail_from_name: organisation.mail_from_name ?? '',
  join_minutes_before: String(organisation.join_minutes_before),
  custom_fields: organisation.custom_fields,
});

/** What is typed, as it is saved. An empty field is no number; the server says so. */
export const settingsOf = (draft: SettingsDraft): Settings => ({
  ...draft,
  password_min_length: Number.parseInt(draft.password_min_length, 10),
  join_minutes_before: Number.parseInt(draft.join_minutes_before, 10),
});

const MAX_KEY_LENGTH = 40;

/** The key of a new field, made of its name: Cost centre → cost_centre. */
export function keyFor(label: string, others: readonly Pick<CustomField, 'key'>[]): string {
  const plain = label.normalize('NFD').toLowerCase().replace(/\p{M}/gu, '');
  const words = plain.replace(/[^a-z0-9]+/g, '_').replace(/^[^a-z]+|_+$/g, '');
  const key = (words || 'field').slice(0, MAX_KEY_LENGTH - 3);
  const taken = new Set(others.map((other) => other.key));
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? key : `${key}_${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}
