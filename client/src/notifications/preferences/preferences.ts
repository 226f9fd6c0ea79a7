import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '@/api/client';
import type { NotificationPreferenceChanges, NotificationPreferences } from '@/api/types';
import { NOTIFICATION_GROUPS, type NotificationKinds, type Reader } from '@/feature/notificationKinds';
import { text } from '@/i18n';
import { kindOf } from '../kinds/kindOf';

/** Limits of the server. */
export const MAX_REMINDERS = 5;

/** In minutes: five minutes to two weeks. */
export const REMINDERS = [5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 4320, 10_080, 20_160];

export const WAYS = ['screen', 'mail'] as const;
export type Way = (typeof WAYS)[number];

/**
 * Whether each kind is told by each way (`session_changed/mail`), and when to remind. Each is a field of its own: two
 * devices that change different ones do not overwrite each other's.
 */
export type Choices = Record<string, boolean | readonly number[]>;

const REMINDER_FIELD = 'minutes_before';

export const fieldOf = (kind: string, way: Way) => `${kind}/${way}`;
export const isOn = (choices: Choices, kind: string, way: Way) => choices[fieldOf(kind, way)] === true;
export const remindersIn = (choices: Choices) => choices[REMINDER_FIELD] as readonly number[];
export const withReminders = (minutes: readonly number[]): Choices => ({
  [REMINDER_FIELD]: minutes.toSorted((a, b) => b - a),
});

/** No event tells of preferences, so they are read whenever they are shown again. */
export const preferencesQuery = (userId: number) =>
  queryOptions({
    queryKey: ['notification-preferences', userId] as const,
    queryFn: ({ signal }) => dataOf(api.GET('/notifications/preferences', { signal })),
    staleTime: 0,
    refetchOnWindowFocus: true,
  });

export function choicesOf({ kinds, reminders }: NotificationPreferences): Choices {
  const ways = Object.entries(kinds).flatMap(([kind, channels]) =>
    WAYS.map((way) => [fieldOf(kind, way), channels[way]] as const),
  );
  return { ...Object.fromEntries(ways), ...withReminders(reminders.minutes_before) };
}

/** Changed choices, as they are saved. */
export function toChanges(choices: Choices): NotificationPreferenceChanges {
  const { [REMINDER_FIELD]: minutes, ...ways } = choices;
  const kinds: Record<string, Record<string, boolean>> = {};
  for (const [field, isWanted] of Object.entries(ways)) {
    const [kind = '', way = ''] = field.split('/');
    kinds[kind] = { ...kinds[kind], [way]: isWanted as boolean };
  }
  return { kinds, ...(minutes !== undefined && { reminders: { minutes_before: [...(minutes as number[])] } }) };
}

/** The kinds that this reader can be told of, by the part of the preferences that they belong to. */
export function partsFor({ kinds: wanted, fixed }: NotificationPreferences, kinds: NotificationKinds, reader: Reader) {
  const known = Object.keys(kinds).filter((name) => name in wanted);
  const names = [...known, ...Object.keys(wanted).filter((name) => !known.includes(name))];
  const rows = names.flatMap((name) => {
    const { group, roles, label } = kindOf(kinds, name);
    return roles && !roles.includes(reader.role)
      ? []
      : { name, group, label: label(reader), isFixed: fixed.includes(name) };
  });
  return NOTIFICATION_GROUPS.map((group) => ({ group, rows: rows.filter((row) => row.group === group) })).filter(
    ({ rows: { length } }) => length > 0,
  );
}

const UNITS = [
  [10_080, 'weeks'],
  [1440, 'days'],
  [60, 'hours'],
] as const;

/** 90 → 90 minutes, 120 → 2 hours, 10080 → 1 week. */
export function spanOf(minutes: number): string {
  const [length, unit] = UNITS.find(([each]) => minutes % each === 0) ?? [];
  return length && unit
    ? text('notifications', `reminders.${unit}`, { count: minutes / length })
    : text('notifications', 'minutes', { count: minutes });
}
