import type { Notification } from '@/api/types';
import type { NotificationKind, Reader } from '@/feature/notificationKinds';
import { findText, text } from '@/i18n';
import { dateTime, timeRange } from '@/i18n/formatDates';
import { personName } from '@/i18n/personName';

type Change = Notification['changes'][number];
type Value = Change['after'];

/** One line below a sentence: what was, what is, or both. */
export interface Detail {
  field: string;
  label: string;
  before: string | null;
  after: string | null;
}

const MINUTE_MS = 60_000;

function shown(field: string, value: Value): string | null {
  if (value === null || value === '') return null;
  if (typeof value === 'object') return personName(value);
  if (field === 'scheduled_date') return dateTime(value);
  if (field === 'duration_minutes') return text('notifications', 'minutes', { count: Number(value) });
  return field === 'class_link' ? String(value).replace(/^https?:\/\/|\/$/g, '') : String(value);
}

/** The start with the end, if the duration is known: it is not, where it stayed the same. */
function timeOf(start: Value | undefined, minutes: Value | undefined): string | null {
  if (typeof start !== 'string') return null;
  return typeof minutes === 'number'
    ? timeRange(start, Date.parse(start) + minutes * MINUTE_MS)
    : shown('scheduled_date', start);
}

/** What is shown below the sentence of a notification, in the reader's language and time zone. */
export function detailsOf({ changes }: Notification, kind: NotificationKind, reader: Reader): Detail[] {
  const { fields, isAbout } = kind;
  const duration = changes.find(({ field }) => field === 'duration_minutes');
  const isMoved = changes.some(({ field }) => field === 'scheduled_date');
  const isShown = (change: Change) =>
    (fields?.includes(change.field) ?? true) &&
    !isOwn(change, reader) &&
    !(change.field === 'duration_minutes' && isMoved);
  return changes.filter(isShown).flatMap(({ field, before, after }): Detail[] => {
    const label = findText('notifications', `field.${field}`);
    const sides =
      field === 'scheduled_date'
        ? { before: timeOf(before, duration?.before), after: timeOf(after, duration?.after) }
        : { before: shown(field, before), after: shown(field, after) };
    return label ? linesOf({ field, label, ...sides }, isAbout) : [];
  });
}

function linesOf({ before, after, ...of }: Detail, isAbout: NotificationKind['isAbout']): Detail[] {
  if (isAbout === undefined && before !== null)
    return [{ ...of, before, after: after ?? text('notifications', 'none') }];
  const only = isAbout === 'gone' ? (before ?? after) : after;
  return only === null ? [] : [{ ...of, before: null, after: only }];
}

/** Nobody has to be told that they are the trainer of what was assigned to them. */
const isOwn = ({ after }: Change, { id }: Reader) => typeof after === 'object' && after?.id === id;
