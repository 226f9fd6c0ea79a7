import { expect, test, vi } from 'vitest';
import type { CustomField, Session } from '@/api/types';
import { conflictingFields, isSame } from '@/lib/threeWayMerge';
import {
  bodyOf,
  changesOf,
  draftOf,
  fieldsOf,
  newDraft,
  repeatDraft,
  type SessionDraft,
  startOf,
  validateDraft,
} from './draft';

const session = {
  id: 7,
  title: 'First aid',
  description: '',
  trainer_id: 2,
  trainer: { id: 2, name: 'Ana' },
  trainee_ids: [4, 5],
  scheduled_date: '2026-10-25T01:30:00Z',
  ends_at: '2026-10-25T02:30:00Z',
  duration_minutes: 60,
  time_zone: 'Europe/Berlin',
  capacity: null,
  class_link: null,
  location: null,
  custom: {},
} as unknown as Session;

test('a session in the second of two equal hours keeps its instant when something else is changed', () => {
  const draft = draftOf(session);
  expect(draft).toMatchObject({ date: '2026-10-25', time: '02:30', later: true });
  expect(changesOf(draft, { ...draft, title: 'First aid, part one' })).toEqual({ title: 'First aid, part one' });
});

test('only what was changed is sent', () => {
  const draft = draftOf(session);
  expect(changesOf(draft, draft)).toEqual({});
  expect(changesOf(draft, { ...draft, capacity: '8', class_link: ' https://meet.example/a ' })).toEqual({
    capacity: 8,
    class_link: 'https://meet.example/a',
  });
  expect(changesOf({ ...draft, capacity: '8' }, draft)).toEqual({ capacity: null });
  expect(changesOf(draft, { ...draft, location: ' Room 2 ' })).toEqual({ location: 'Room 2' });
  expect(changesOf({ ...draft, location: 'Room 2' }, draft)).toEqual({ location: null });
});

test('what an earlier version of the client kept has no location', () => {
  const { location: _, ...kept } = draftOf(session);
  expect(changesOf(draftOf(session), kept)).toEqual({});
  expect(changesOf(kept, { ...kept, location: 'Room 2' })).toEqual({ location: 'Room 2' });
});

test('the clock of the chosen zone counts', () => {
  const draft = { ...newDraft({}), title: 'A', date: '2026-05-12', time: '10:30', time_zone: 'America/New_York' };
  expect(bodyOf(draft).scheduled_date).toBe('2026-05-12T14:30:00.000Z');
});

test('a new draft begins at the next full hour, or where it is told to', () => {
  const now = Date.parse('2026-05-12T09:41:00Z');
  expect(bodyOf(newDraft({}, now)).scheduled_date).toBe('2026-05-12T10:00:00.000Z');
  const told = newDraft({ start: '2026-06-01T13:15:00Z', duration_minutes: 45, trainer_id: 3 });
  expect(bodyOf(told)).toMatchObject({
    scheduled_date: '2026-06-01T13:15:00.000Z',
    duration_minutes: 45,
    trainer_id: 3,
  });
});

test('planned again, it is on the same day of the week, and to come', () => {
  const again = repeatDraft(session, Date.parse('2026-12-01T00:00:00Z'));
  expect(again).toMatchObject({ date: '2026-12-06', time: '02:30', title: 'First aid', trainee_ids: [4, 5] });
  expect(repeatDraft(session, Date.parse('2026-01-01T00:00:00Z')).date).toBe('2026-11-01');
});

test('every fault is found at once', () => {
  const faulty = {
    ...newDraft({}),
    title: ' ',
    description: 'x'.repeat(501),
    date: '',
    time: '',
    minutes: '1441',
    capacity: '1',
    trainee_ids: [1, 2],
    class_link: 'javascript:alert(1)',
  };
  expect(validateDraft(faulty)).toEqual({
    title: 'need_title',
    description: 'long_description',
    date: 'need_date',
    time: 'need_time',
    minutes: 'need_minutes',
    capacity: 'too_few_seats',
    class_link: 'need_link',
  });
  expect(validateDraft({ ...newDraft({}), title: 'Fine' })).toEqual({});
  expect(validateDraft({ ...newDraft({}), title: 'Fine', capacity: 'ten' })).toEqual({ capacity: 'need_capacity' });
});

test('only fields that both have changed, and differently, are for the person to decide', () => {
  const base = draftOf(session);
  const mine = { ...base, title: 'Mine', minutes: '90' };
  const decide = (theirs: SessionDraft) => conflictingFields(fieldsOf(base), fieldsOf(mine), fieldsOf(theirs));
  expect(decide({ ...base, capacity: '5' })).toEqual([]);
  expect(decide({ ...base, title: 'Theirs', minutes: '90' })).toEqual(['title']);
});

test('startOf and its instant are the same in both of two equal hours', () => {
  for (const at of ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'].map(Date.parse)) {
    const draft = { ...newDraft({}), time_zone: 'Europe/Berlin', ...startOf(at, 'Europe/Berlin') };
    expect(Date.parse(bodyOf(draft).scheduled_date)).toBe(at);
  }
});

test.each([
  ['Asia/Kathmandu', '2026-05-12T00:20:00Z', '07:00'],
  ['Asia/Kolkata', '2026-05-12T00:35:00Z', '07:00'],
  ['Australia/Lord_Howe', '2026-05-12T00:00:00Z', '11:00'],
  ['Europe/Lisbon', '2026-05-12T09:00:00Z', '10:00'],
])('a new session in %s begins at the next full hour of the clock on the wall', (timeZone, now, time) => {
  const known = new Intl.DateTimeFormat('en-GB', { timeZone }).resolvedOptions();
  const zone = vi.spyOn(Intl.DateTimeFormat.prototype, 'resolvedOptions').mockReturnValue({ ...known, timeZone });
  expect(newDraft({}, Date.parse(now))).toMatchObject({ time, time_zone: timeZone });
  zone.mockRestore();
});

test('a half-typed date is a fault of its field, and nothing else', () => {
  for (const date of ['2', '0002-03-15', '15/3', '2026-02-30']) {
    expect(validateDraft({ ...newDraft({}), title: 'x', date })).toEqual({ date: 'need_date' });
  }
});

test('of the own fields, only what was changed is sent, as the type of each; what is empty is cleared', () => {
  const field = (key: string, type: CustomField['type']) => ({ key, type, of: 'session', label: key }) as CustomField;
  const fields = [field('room', 'text'), field('cost', 'number'), field('outdoors', 'boolean')];
  const draft = draftOf({ ...session, custom: { room: 'B12', cost: 2.5, of_old: 'kept' } });
  expect(changesOf(draft, draft, fields)).toEqual({});
  const typed = { ...draft, 'custom:room': ' ', 'custom:cost': '3,5', 'custom:outdoors': 'false' };
  expect(changesOf(draft, typed, fields)).toEqual({ custom: { room: null, cost: 3.5, outdoors: false } });
  expect(bodyOf(typed, fields).custom).toEqual({ cost: 3.5, outdoors: false });
  expect(isSame(draft, { ...draft, 'custom:outdoors': '' })).toBe(true);
  const theirs = { ...draft, 'custom:cost': '4', 'custom:room': 'B13' };
  const mine = { ...draft, 'custom:cost': '5', 'custom:outdoors': 'true' };
  const [base, ours, others] = [draft, mine, theirs].map((each) => fieldsOf(each, fields));
  expect(conflictingFields(base ?? {}, ours ?? {}, others ?? {})).toEqual(['custom:cost']);
});
