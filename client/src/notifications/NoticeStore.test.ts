import { beforeEach, expect, test } from 'vitest';
import type { Session, User } from '@/api/types';
import assignmentNotices from '@/assignments/notices';
import type { Reader } from '@/feature/notices';
import { loadStrings } from '@/i18n';
import type { LiveEvent } from '@/live/events';
import sessionNotices, { completed } from '@/sessions/notices';
import type { Snapshots } from '@/sessions/sessionSnapshots';
import userNotices from '@/users/notices';
import { type FeatureNotices, NoticeStore } from './NoticeStore';

const FEATURES = [
  { id: 'users', source: userNotices },
  { id: 'sessions', source: sessionNotices },
  { id: 'assignments', source: assignmentNotices },
] as FeatureNotices[];

const open = (reader: Reader) => new NoticeStore(reader, FEATURES);
/** The store learns every upcoming session, as it does when the bell appears. */
const learn = (store: NoticeStore, sessions: Session[]) =>
  store.updateMemory('sessions', (known) => completed(known as Snapshots, sessions, Date.parse(AT)));

const TRAINEE = { id: 7, role: 'trainee' } as const;
const TRAINER = { id: 2, role: 'trainer' } as const;
const ADMIN = { id: 1, role: 'admin' } as const;
const AT = '2026-05-04T10:00:00Z';
let serial = 0;

const session = (changes: Partial<Session> = {}): Session => ({
  id: 12,
  title: 'First aid',
  description: '',
  trainer_id: 2,
  trainer: { id: 2, name: 'Inês' },
  trainee_id: 7,
  trainee_ids: [7],
  trainees: [{ id: 7, name: 'Tomasz' }],
  trainee_count: 1,
  capacity: null,
  scheduled_date: '2026-05-11T10:00:00Z',
  duration_minutes: 60,
  ends_at: '2026-05-11T11:00:00Z',
  time_zone: 'Europe/Lisbon',
  status: 'scheduled',
  class_link: null,
  location: null,
  attendance: [],
  replies: [],
  created_by: 2,
  closed_by: null,
  closed_at: null,
  status_reason: null,
  external_id: null,
  custom: {},
  version: 1,
  created_at: AT,
  updated_at: AT,
  ...changes,
});

function event(type: LiveEvent['type'], data: object, more: object = {}): LiveEvent {
  serial += 1;
  return { type, data, id: `e${serial}`, position: `p${serial}`, at: AT, actor_id: 2, ...more } as LiveEvent;
}

const updated = (changes: Partial<Session>, more: object = {}) => event('session_updated', session(changes), more);
const kinds = (store: NoticeStore) => store.get().map(({ kind }) => kind);

beforeEach(() => localStorage.clear());

test('a move says from when to when, and a second one goes on from there', () => {
  const store = open(TRAINEE);
  learn(store, [session()]);
  store.hear(updated({ version: 2, scheduled_date: '2026-05-12T11:00:00Z', ends_at: '2026-05-12T12:00:00Z' }));
  store.hear(updated({ version: 3, scheduled_date: '2026-05-13T09:00:00Z', ends_at: '2026-05-13T10:00:00Z' }));
  expect(store.get()).toMatchObject([
    { kind: 'moved', from: '2026-05-11T10:00:00Z', to: '2026-05-13T09:00:00Z', count: 2 },
  ]);
});

test('what is told again after a reload is no news, in this tab or another', () => {
  const first = open(TRAINEE);
  learn(first, [session()]);
  const second = open(TRAINEE);
  const move = updated({ version: 2, scheduled_date: '2026-05-12T11:00:00Z' });
  first.hear(move);
  second.hear(move);
  open(TRAINEE).hear(move);
  expect(open(TRAINEE).get()).toHaveLength(1);
  expect(open(TRAINEE).get()[0]?.count).toBe(1);
});

test('what was missed is compared with what was known before, though the present is known by then', () => {
  learn(open(TRAINEE), [session()]);
  const back = open(TRAINEE);
  learn(back, [session({ version: 3, status: 'cancelled', title: 'Second aid' })]);
  back.hear(updated({ version: 2, title: 'Second aid' }));
  back.hear(updated({ version: 3, status: 'cancelled', title: 'Second aid' }));
  expect(kinds(back)).toEqual(['cancelled', 'renamed']);
});

test('a new title that is taken back is called by its names', async () => {
  await loadStrings('sessions');
  const store = open(TRAINEE);
  learn(store, [session()]);
  const { title } = session();
  store.hear(updated({ version: 2, title: 'Second aid' }));
  store.hear(updated({ version: 3, title }));
  const [notice] = store.get();
  expect(notice && sessionNotices.textOf(notice, TRAINEE)).toBe(`“Second aid” is now called “${title}”.`);
});

test('nobody is told of their own doing, nor of what is none of their business', () => {
  const store = open(TRAINER);
  learn(store, [session()]);
  store.hear(updated({ version: 2, title: 'Mine' }));
  store.hear(event('user_created', { id: 9, name: 'New' } as User, { actor_id: 1 }));
  store.hear(updated({ version: 3, title: 'Mine', description: 'Bring water.' }, { actor_id: 1 }));
  expect(store.get()).toEqual([]);
});

test('a trainee is told of being added, marked and removed', () => {
  const store = open(TRAINEE);
  learn(store, []);
  store.hear(updated({ version: 5 }));
  const mark = { trainee_id: 7, status: 'late' as const, minutes: null, note: null, marked_at: AT, marked_by: 2 };
  store.hear(event('attendance_marked', { session_id: 12, version: 6, updated_at: AT, records: [mark] }));
  store.hear(event('session_deleted', { session_id: 12 }));
  expect(store.get()).toMatchObject([
    { kind: 'removed', title: 'First aid' },
    { kind: 'marked', details: { mark: 'late' } },
    { kind: 'added', title: 'First aid' },
  ]);
});

test('marks in a session of which nothing is known are told without its title', async () => {
  await loadStrings('sessions');
  const mark = { trainee_id: 7, status: 'late' as const, minutes: null, note: null, marked_at: AT, marked_by: 2 };
  const data = { session_id: 99, version: 6, updated_at: AT, records: [mark] };
  const marked = event('attendance_marked', data, { actor_id: 1 });
  const told = [TRAINEE, TRAINER].map((reader) => {
    const store = open(reader);
    store.hear(marked);
    const [notice] = store.get();
    return notice && [sessionNotices.textOf(notice, reader), sessionNotices.pathOf(notice)];
  });
  expect(told).toEqual([
    ['You were marked late in one of your sessions.', '/sessions/99'],
    ['Attendance was taken in one of your sessions.', '/sessions/99'],
  ]);
});

test('a session of which nothing was known before is not taken for a new one', () => {
  const store = open(TRAINER);
  store.hear(updated({ version: 4 }, { actor_id: 1 }));
  expect(kinds(store)).toEqual(['changed']);
});

test('people who were imported are one notice, and one that was read stays as it is', () => {
  const store = open(ADMIN);
  for (let id = 20; id < 60; id += 1) store.hear(event('user_created', { id, name: `No ${id}` }));
  expect(store.get()).toMatchObject([{ kind: 'created', count: 40 }]);
  store.markRead();
  store.hear(event('user_created', { id: 60, name: 'Late' }));
  expect(store.get()).toMatchObject([
    { count: 1, name: 'Late', isRead: false },
    { count: 40, isRead: true },
  ]);
});

test('there are never more than a hundred', () => {
  const store = open(ADMIN);
  for (let id = 0; id < 130; id += 1) store.hear(event('password_reset', { user_id: id, action: 'reset' }));
  expect(store.get()).toHaveLength(100);
  expect(store.get()[0]?.personId).toBe(129);
  store.clear();
  expect(localStorage.length).toBe(0);
});
