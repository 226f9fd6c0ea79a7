import { beforeAll, expect, test } from 'vitest';
import type { Notification } from '@/api/types';
import { loadStrings, startI18n } from '@/i18n';
import kinds from '../kinds/index';
import { kindOf } from '../kinds/kindOf';
import { detailsOf } from './details';

const TRAINEE = { id: 7, role: 'trainee' } as const;
const TRAINER = { id: 2, role: 'trainer' } as const;
const INES = { id: 2, name: 'Inês' };

beforeAll(async () => {
  await startI18n('en');
  await loadStrings('notifications');
});

const told = (kind: string, changes: Notification['changes'], more: Partial<Notification> = {}): Notification => ({
  id: 1,
  kind,
  subject: { type: 'session', id: 12, title: 'First aid' },
  actor: INES,
  changes,
  created_at: '2026-05-04T10:00:00Z',
  read_at: null,
  ...more,
});
const change = (field: string, before: Notification['changes'][number]['before'], after: typeof before) => ({
  field,
  before,
  after,
});
const lines = (notification: Notification, reader: typeof TRAINEE | typeof TRAINER = TRAINEE) =>
  detailsOf(notification, kindOf(kinds, notification.kind), reader).map(
    ({ label, before, after }) => `${label}: ${before === null ? '' : `${before} → `}${after}`,
  );
const sentence = (notification: Notification, reader: typeof TRAINEE | typeof TRAINER = TRAINEE) =>
  kindOf(kinds, notification.kind).sentence(notification, reader);

test('a change says what was and what is', () => {
  const changed = told('session_changed', [
    change('scheduled_date', '2026-05-11T10:00:00Z', '2026-05-12T11:00:00Z'),
    change('trainer', INES, { id: 9, name: 'Deleted user' }),
    change('location', 'Room 4', null),
    change('class_link', null, 'https://meet.example.org/a/'),
  ]);
  expect(sentence(changed)).toBe('Inês changed “First aid”');
  expect(lines(changed)).toEqual([
    expect.stringMatching(/^When: Mon 11 May.*, ..:00 → Tue 12 May.*, ..:00$/),
    'Trainer: Inês → Deleted user',
    'Where: Room 4 → none',
    'Link: meet.example.org/a',
  ]);
});

test('of a session that was moved together with its duration, the whole time is shown', () => {
  const moved = [
    change('scheduled_date', '2026-05-11T10:00:00Z', '2026-05-12T11:00:00Z'),
    change('duration_minutes', 60, 90),
  ];
  expect(lines(told('session_changed', moved))).toEqual([
    expect.stringMatching(/^When: Mon 11 May.*, ..:00–..:00 → Tue 12 May.*, ..:00–..:30$/),
  ]);
  expect(lines(told('session_changed', [change('duration_minutes', 60, 90)]))).toEqual([
    'Duration: 60 minutes → 90 minutes',
  ]);
});

test('of what is new, people learn what they do not know; of what is gone, when it would have been, and why', () => {
  const facts = (side: 'new' | 'gone') =>
    [
      change('title', null, 'First aid'),
      change('scheduled_date', null, '2026-05-11T10:00:00Z'),
      change('duration_minutes', null, 60),
      change('trainer', null, INES),
    ].map(({ field, before, after }) => (side === 'new' ? change(field, before, after) : change(field, after, before)));
  const when = expect.stringMatching(/^When: Mon 11 May.*, ..:00–..:00$/);
  expect(lines(told('session_assigned', facts('new')))).toEqual([when, 'Trainer: Inês']);
  expect(lines(told('session_assigned', facts('new')), TRAINER)).toEqual([when]);
  const cancelled = [...facts('gone'), change('status_reason', null, 'Ill')];
  expect(lines(told('session_cancelled', cancelled))).toEqual([when, 'Reason: Ill']);
});

test('a reply says whether they come, also when only the note is new', () => {
  const reply = (...changes: Notification['changes']) =>
    told('reply_received', changes, { actor: { id: 7, name: 'Tomasz' } });
  const ill = reply(change('reply', null, 'not_coming'), change('note', null, 'Ill'));
  expect([sentence(ill, TRAINER), ...lines(ill, TRAINER)]).toEqual(['Tomasz can’t come to “First aid”', 'Note: Ill']);
  expect(sentence(reply(change('note', 'Ill', 'Still ill')), TRAINER)).toBe('Tomasz can’t come to “First aid”');
  const coming = reply(change('reply', 'not_coming', null), change('note', 'Ill', null));
  expect([sentence(coming, TRAINER), ...lines(coming, TRAINER)]).toEqual(['Tomasz can come to “First aid” after all']);
});

test('a kind that no feature here knows is told by its subject', () => {
  const notification = told('course_is_full', [change('seats', 1, 0)], { actor: null });
  expect(sentence(notification)).toBe('News about “First aid”');
  expect(lines(notification)).toEqual([]);
  expect(kindOf(kinds, 'course_is_full').label(TRAINEE)).toBe('Course is full');
});

test('a reminder is over when its session has begun', () => {
  const reminder = told('session_reminder', [change('scheduled_date', null, '2026-05-11T10:00:00Z')]);
  const isOver = kindOf(kinds, 'session_reminder').isOver;
  expect(isOver?.(reminder, Date.parse('2026-05-11T09:59:00Z'))).toBe(false);
  expect(isOver?.(reminder, Date.parse('2026-05-11T10:00:00Z'))).toBe(true);
});

test('a session that takes place after all is not told as a new one', () => {
  const changes = [
    change('scheduled_date', null, '2026-05-11T10:00:00Z'),
    change('duration_minutes', null, 60),
    change('status', 'cancelled', 'scheduled'),
  ];
  expect(sentence(told('session_assigned', changes))).toBe('Inês reopened “First aid”');
  expect(sentence(told('session_assigned', changes), TRAINER)).toBe('Inês reopened “First aid”');
  expect(sentence(told('session_assigned', changes, { actor: null }))).toBe('“First aid” takes place after all');
  expect(lines(told('session_assigned', changes))).toEqual([expect.stringMatching(/^When: Mon 11 May/)]);
});
