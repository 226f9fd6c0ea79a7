import type { CustomField, NewSession, Session, SessionChanges } from '@/api/types';
import { viewerZone } from '@/i18n/formatDates';
import { isDay, isTime } from '@/lib/days';
import { serverNow } from '@/lib/serverClock';
import { changedFields } from '@/lib/threeWayMerge';
import { instantOf, offsetAt, wallClock } from '@/lib/wallClock';
import {
  type CustomTexts,
  type CustomValues,
  formKey,
  splitFields,
  toFormErrors,
  toTexts,
  toValues,
} from '@/ui/customFields/customValues';

/** A session as typed: the texts in the fields, and the start as wall-clock time in its zone. */
export type SessionDraft = SessionTexts & CustomTexts;

type SessionTexts = {
  title: string;
  description: string;
  /** Null: the user who is planning it. */
  trainer_id: number | null;
  trainee_ids: number[];
  date: string;
  time: string;
  /** If the clocks go back and the time occurs twice, the second is meant. */
  later: boolean;
  minutes: string;
  time_zone: string;
  capacity: string;
  class_link: string;
  /** Missing in what an earlier version of the client kept for a reload. */
  location?: string;
};

/** Initial values for a new session. `start` is an instant in RFC 3339. */
export interface Prefill {
  start?: string | undefined;
  duration_minutes?: number | undefined;
  trainer_id?: number | undefined;
  title?: string | undefined;
}

const HOUR_MS = 3_600_000;

/** An empty form: one hour, from the next full hour. */
export function newDraft(prefill: Prefill, now = serverNow()): SessionDraft {
  const { start, duration_minutes = 60, trainer_id, title = '' } = prefill;
  const time_zone = viewerZone();
  const at = start ? Date.parse(start) : nextFullHour(now, time_zone);
  return {
    title,
    description: '',
    trainer_id: trainer_id ?? null,
    trainee_ids: [],
    ...startOf(at, time_zone),
    minutes: String(duration_minutes),
    time_zone,
    capacity: '',
    class_link: '',
    location: '',
  };
}

/** The next full hour of the wall clock: that of UTC is a quarter past six in Kathmandu. */
export function nextFullHour(now: number, zone: string): number {
  const past = (now + offsetAt(now, zone)) % HOUR_MS;
  return past === 0 ? now : now - past + HOUR_MS;
}

/** The fields for an instant. */
export function startOf(at: number, zone: string): Pick<SessionDraft, 'date' | 'time' | 'later'> {
  const clock = wallClock(at, zone);
  return { ...clock, later: instantOf(clock, zone)?.at !== at };
}

export const draftOf = (session: Session): SessionDraft => ({
  title: session.title,
  description: session.description,
  trainer_id: session.trainer_id,
  trainee_ids: [...session.trainee_ids],
  ...startOf(Date.parse(session.scheduled_date), session.time_zone),
  minutes: String(session.duration_minutes),
  time_zone: session.time_zone,
  capacity: session.capacity === null ? '' : String(session.capacity),
  class_link: session.class_link ?? '',
  location: session.location ?? '',
  ...toTexts(session.custom),
});

/** A repeat of the session, a week later or on the next such weekday in the future. */
export function repeatDraft(session: Session, now = serverNow()): SessionDraft {
  const draft = draftOf(session);
  const begun = Date.parse(`${draft.date}T00:00Z`);
  const weeks = Math.max(1, Math.ceil((now - Date.parse(session.scheduled_date)) / (7 * 24 * HOUR_MS)));
  return { ...draft, date: new Date(begun + weeks * 7 * 24 * HOUR_MS).toISOString().slice(0, 10), later: false };
}

const whole = (text: string) => (/^\d{1,5}$/.test(text.trim()) ? Number(text) : null);

export const instantOfDraft = ({ date, time, later, time_zone }: SessionDraft) =>
  instantOf({ date, time }, time_zone, later);

export const minutesOf = ({ minutes }: SessionDraft) => {
  const number = whole(minutes);
  return number !== null && number >= 1 && number <= 1440 ? number : null;
};

export const capacityOf = ({ capacity }: SessionDraft) => (capacity.trim() === '' ? null : whole(capacity));

/** The message keys for invalid fields, by field. */
export function validateDraft(draft: SessionDraft) {
  const title = draft.title.trim();
  const capacity = capacityOf(draft);
  const isCapacity = draft.capacity.trim() === '' || (capacity !== null && capacity >= 1 && capacity <= 10_000);
  const link = draft.class_link.trim();
  return {
    ...((title === '' || title.length > 100) && { title: 'need_title' as const }),
    ...(draft.description.length > 500 && { description: 'long_description' as const }),
    ...(!isDay(draft.date) && { date: 'need_date' as const }),
    ...(!isTime(draft.time) && { time: 'need_time' as const }),
    ...(minutesOf(draft) === null && { minutes: 'need_minutes' as const }),
    ...(!isCapacity && { capacity: 'need_capacity' as const }),
    ...(capacity !== null && draft.trainee_ids.length > capacity && { capacity: 'too_few_seats' as const }),
    ...(link !== '' && !/^https?:\/\/\S+$/i.test(link) && { class_link: 'need_link' as const }),
  };
}

/** The request body for a draft; without a start if that is half typed. `fields` are the organisation's own of sessions. */
export function bodyOf(draft: SessionDraft, fields: readonly CustomField[] = []): NewSession {
  const { trainer_id, trainee_ids, time_zone } = draft;
  const start = instantOfDraft(draft);
  const custom = Object.entries(toValues(fields, draft)).filter(([, value]) => value !== null);
  return {
    title: draft.title.trim(),
    description: draft.description.trim(),
    status: 'scheduled',
    ...(trainer_id !== null && { trainer_id }),
    trainee_ids,
    scheduled_date: start ? new Date(start.at).toISOString() : '',
    duration_minutes: minutesOf(draft) ?? 0,
    time_zone,
    capacity: capacityOf(draft),
    class_link: draft.class_link.trim() || null,
    location: draft.location?.trim() || null,
    ...(custom.length > 0 && { custom: Object.fromEntries(custom) }),
  };
}

/** What is compared with other versions and saved, by its names on the wire; each own field by the name the form has for it. */
export function fieldsOf(draft: SessionDraft, own: readonly CustomField[] = []) {
  const { custom: _, ...fields } = bodyOf(draft, own);
  const values = toValues(own, draft);
  return { ...fields, ...Object.fromEntries(own.map((field) => [formKey(field), values[field.key] ?? null])) };
}

export type SessionFields = ReturnType<typeof fieldsOf>;

/** Some of the fields as the server takes them. */
export function toChanges(fields: Partial<SessionFields>): SessionChanges {
  const { custom, others } = splitFields(fields);
  return { ...others, ...(Object.keys(custom).length > 0 && { custom: custom as CustomValues }) };
}

/** The changes from `before` to `after`, without unchanged fields. */
export const changesOf = (before: SessionDraft, after: SessionDraft, own: readonly CustomField[] = []) =>
  toChanges(changedFields(fieldsOf(before, own), fieldsOf(after, own)));

/** The form field for a field on the wire. */
export const fieldOf = (wire: string) =>
  ({ scheduled_date: 'time', duration_minutes: 'minutes', trainee_id: 'trainee_ids' })[wire] ?? wire;

/** The server's errors by the fields of the form. */
export const draftErrors = (errors: Record<string, string>) =>
  toFormErrors(Object.fromEntries(Object.entries(errors).map(([field, message]) => [fieldOf(field), message])));
