import { beforeAll, expect, test } from 'vitest';
import type { SessionNotification } from '@/api/types';
import { loadStrings, startI18n, text } from '@/i18n';
import type { T } from '@/i18n/types';
import { changeTexts, isUndelivered, kindText, mailText } from './notificationText';

const t: T<'sessions'> = (key, values) => text('sessions', key, values);

beforeAll(async () => {
  await startI18n('en');
  await loadStrings('sessions');
});

const mail = (state: SessionNotification['mail']['state'], more: Partial<SessionNotification['mail']> = {}) => ({
  state,
  next_at: null,
  sent_at: null,
  reason: null,
  ...more,
});

test('what changed is told with the values before and after', () => {
  const changes = [
    { field: 'location', before: null, after: 'Room 3' },
    { field: 'trainer', before: { id: 2, name: 'Inês' }, after: { id: 3, name: 'Deleted user' } },
    { field: 'duration_minutes', before: 60, after: 90 },
    { field: 'of_a_feature', before: 1, after: 2 },
  ];
  expect(changeTexts({ kind: 'session_changed', changes }, t)).toEqual([
    'Duration: 60 min → 90 min',
    'Trainer: Inês → Deleted user',
    'Where: none → Room 3',
  ]);
  expect(changeTexts({ kind: 'session_assigned', changes }, t)).toEqual([]);
  const reason = [{ field: 'status_reason', before: null, after: 'Burst pipe' }];
  expect(changeTexts({ kind: 'session_cancelled', changes: reason }, t)).toEqual(['Reason: Burst pipe']);
});

test('kinds of other features are notifications as well', () => {
  expect(kindText({ kind: 'session_removed', changes: [] }, t)).toBe('Removed from the session');
  expect(kindText({ kind: 'certificate_issued', changes: [] }, t)).toBe('Notification');
  const reopened = [{ field: 'status', before: 'cancelled', after: 'scheduled' }];
  expect(kindText({ kind: 'session_assigned', changes: reopened }, t)).toBe('Session reopened');
});

test('a mail that does not arrive says why', () => {
  const at = '2020-05-04T10:00:00Z';
  const failed = mail('failed', { reason: 'mailbox_full' });
  const refused = mail('none', { reason: 'address_refused' });
  expect(mailText(failed, t)).toBe('not delivered: their mailbox is full');
  expect(mailText(refused, t)).toBe('not sent: their address was refused');
  expect(mailText(mail('queued', { next_at: at, reason: 'postponed' }), t)).toMatch(
    /^next attempt .+, because the mail server asked us to try later$/,
  );
  expect(mailText(mail('sent', { sent_at: at }), t)).toMatch(/^sent .+2020, /);
  const states = [failed, refused, mail('none'), mail('queued', { reason: 'postponed' }), mail('off')];
  expect(states.map(isUndelivered)).toEqual([true, true, false, false, false]);
});
