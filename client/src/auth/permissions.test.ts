import { expect, test } from 'vitest';
import type { Role, Session, User } from '@/api/types';
import { permissionsOf } from './permissions';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const minutesAgo = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();

const ADMIN = permissionsOf({ id: 1, role: 'admin' });
const TRAINER = permissionsOf({ id: 2, role: 'trainer' });
const OTHER = permissionsOf({ id: 3, role: 'trainer' });
const TRAINEE = permissionsOf({ id: 4, role: 'trainee' });
const EVERYBODY = [ADMIN, TRAINER, OTHER, TRAINEE];

const sessionWith = (rest: Partial<Session>) =>
  ({
    trainer_id: 2,
    status: 'scheduled',
    scheduled_date: minutesAgo(30),
    attendance: [],
    created_by: 2,
    created_at: minutesAgo(60),
    closed_by: null,
    closed_at: null,
    ...rest,
  }) as unknown as Session;

type Permissions = typeof ADMIN;
const allowed = (may: (permissions: Permissions) => boolean) => EVERYBODY.map(may);

test('sessions are changed by admins, and by who leads them', () => {
  const session = sessionWith({});
  for (const name of ['changeSession', 'editSession', 'moveSession', 'cancelSession'] as const)
    expect(allowed((may) => may[name](session))).toEqual([true, true, false, false]);
  expect(allowed((may) => may.completeSession(session, NOW))).toEqual([true, true, false, false]);
  expect(allowed((may) => may.markAttendance(session, NOW))).toEqual([true, true, false, false]);
});

test('nothing is marked or completed before it begins', () => {
  const session = sessionWith({ scheduled_date: minutesAgo(-1) });
  expect(allowed((may) => may.completeSession(session, NOW) || may.markAttendance(session, NOW))).toEqual(
    Array(4).fill(false),
  );
});

test('of a completed session, attendance stays open to its trainer, and the rest only to admins', () => {
  const session = sessionWith({ status: 'completed', closed_by: 2, closed_at: minutesAgo(11) });
  expect(allowed((may) => may.markAttendance(session, NOW))).toEqual([true, true, false, false]);
  expect(allowed((may) => may.editSession(session))).toEqual([true, false, false, false]);
  expect(allowed((may) => may.moveSession(session) || may.cancelSession(session))).toEqual(Array(4).fill(false));
  expect(allowed((may) => may.reopenSession(session, NOW))).toEqual([true, false, false, false]);
});

test('whoever closed or created a session may take it back for ten minutes', () => {
  const closed = sessionWith({ status: 'cancelled', closed_by: 2, closed_at: minutesAgo(9) });
  expect(allowed((may) => may.reopenSession(closed, NOW))).toEqual([true, true, false, false]);
  expect(TRAINER.reopenSession({ ...closed, closed_by: 1 }, NOW)).toBe(false);
  const created = sessionWith({ created_at: minutesAgo(9) });
  expect(allowed((may) => may.deleteSession(created, NOW))).toEqual([true, true, false, false]);
  expect(TRAINER.deleteSession(sessionWith({}), NOW)).toBe(false);
  expect(TRAINER.deleteSession({ ...created, attendance: [{}] as Session['attendance'] }, NOW)).toBe(false);
  // The clocks of two hosts differ a little.
  expect(TRAINER.deleteSession(sessionWith({ created_at: minutesAgo(-2) }), NOW)).toBe(true);
});

test('people are managed by admins, who do not lock themselves out', () => {
  const person = (id: number, role: Role, status: User['status'] = 'active') => ({ id, role, status }) as User;
  expect(allowed((may) => may.managePeople)).toEqual([true, false, false, false]);
  expect(allowed((may) => may.seePeople)).toEqual([true, true, true, false]);
  for (const name of ['resetPassword', 'deactivatePerson', 'deletePerson'] as const) {
    expect(allowed((may) => may[name](person(9, 'trainee')))).toEqual([true, false, false, false]);
    expect(ADMIN[name](person(1, 'admin'))).toBe(false);
  }
  const assignable = [
    person(9, 'trainee'),
    person(9, 'trainer'),
    person(9, 'admin'),
    person(9, 'trainee', 'deactivated'),
  ];
  expect(assignable.map(ADMIN.assignPeople)).toEqual([true, true, false, false]);
});

test('a trainer sees their own sessions', () => {
  expect(EVERYBODY.map((may) => may.sessionScope)).toEqual([{}, { trainer_id: 2 }, { trainer_id: 3 }, {}]);
});
