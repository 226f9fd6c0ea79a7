import type { Person, SessionNotification } from '@/api/types';
import type { T } from '@/i18n';
import { dateTime, timeOrDate } from '@/i18n/formatDates';
import { personName } from '@/i18n/personName';

type Change = SessionNotification['changes'][number];
type Mail = SessionNotification['mail'];
type Text = T<'sessions'>;

const KINDS = [
  'session_assigned',
  'session_changed',
  'session_cancelled',
  'session_removed',
  'session_reminder',
  'attendance_missing',
] as const;
const FIELDS = [
  'title',
  'scheduled_date',
  'duration_minutes',
  'trainer',
  'class_link',
  'location',
  'status_reason',
] as const;

/** What it is called; those of features that are not known here just “Notification”. */
export function kindText({ kind, changes }: Pick<SessionNotification, 'kind' | 'changes'>, t: Text): string {
  if (kind === 'session_assigned' && changes.some(({ field }) => field === 'status')) return t('told.kind.reopened');
  return t(`told.kind.${KINDS.find((each) => each === kind) ?? 'other'}`);
}

/** The changes that people have to act on, each as “Start: Tue 1 Dec, 10:00 → Wed 2 Dec, 10:00”. */
export function changeTexts({ kind, changes }: Pick<SessionNotification, 'kind' | 'changes'>, t: Text): string[] {
  if (kind === 'session_cancelled') return textsOf(changes, ['status_reason'], t);
  return kind === 'session_changed' ? textsOf(changes, FIELDS, t) : [];
}

function textsOf(changes: readonly Change[], fields: readonly (typeof FIELDS)[number][], t: Text): string[] {
  return fields.flatMap((field) => {
    const change = changes.find((each) => each.field === field);
    if (!change) return [];
    const after = valueText(field, change.after, t);
    const isNew = field === 'status_reason';
    const text = isNew ? after : `${valueText(field, change.before, t)} → ${after}`;
    return `${t(`told.field.${field}`)}: ${text}`;
  });
}

function valueText(field: (typeof FIELDS)[number], value: Change['before'], t: Text): string {
  if (value === null) return t('told.nothing');
  if (typeof value === 'object') return personName(value as Person);
  if (field === 'scheduled_date') return dateTime(value);
  return typeof value === 'number' ? t('form.n_minutes', { count: value }) : value;
}

/** Whether a mail should have reached somebody, and did not. */
export const isUndelivered = ({ state, reason }: Mail) => state === 'failed' || (state === 'none' && reason !== null);

/** What became of the mail. */
export function mailText(mail: Mail, t: Text): string {
  const { state, next_at, sent_at, reason } = mail;
  const why = reason === null ? null : t(`told.reason.${reason}`);
  if (state === 'queued' && why !== null && next_at !== null) {
    return t('told.again', { time: dateTime(next_at), reason: why });
  }
  const at = state === 'sent' ? sent_at : next_at;
  const text = t(`told.state.${state}`, { time: at === null ? '' : timeOrDate(at) });
  return isUndelivered(mail) && why !== null ? t('told.because', { state: text, reason: why }) : text;
}
