import { beforeEach, expect, test } from 'vitest';
import type { Session, User } from '@/api/types';
import type { LiveEvent } from '@/live/events';
import { NoticeStore } from './NoticeStore';

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
  attendance: [],
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
  const store = new NoticeStore(TRAINEE);
  store.knowAll([session()], Date.parse(AT));
  store.hear(updated({ version: 2, scheduled_date: '2026-05-12T11:00:00Z', ends_at: '2026-05-12T12:00:00Z' }));
  store.hear(updated({ version: 3, scheduled_date: '2026-05-13T09:00:00Z', ends_at: '2026-05-13T10:00:00Z' }));
  expect(store.get()).toMatchObject([
    { kind: 'moved', from: '2026-05-11T10:00:00Z', to: '2026-05-13T09:00:00Z', count: 2 },
  ]);
});

test('what is told again after a reload is no news, in this tab or another', () => {
  const first = new NoticeStore(TRAINEE);
  first.knowAll([session()], Date.parse(AT));
  const second = new NoticeStore(TRAINEE);
  const move = updated({ version: 2, scheduled_date: '2026-05-12T11:00:00Z' });
  first.hear(move);
  second.hear(move);
  new NoticeStore(TRAINEE).hear(move);
  expect(new NoticeStore(TRAINEE).get()).toHaveLength(1);
  expect(new NoticeStore(TRAINEE).get()[0]?.count).toBe(1);
});

test('what was missed is compared with what was known before, though the present is known by then', () => {
  new NoticeStore(TRAINEE).knowAll([session()], Date.parse(AT));
  const back = new NoticeStore(TRAINEE);
  back.knowAll([session({ version: 3, status: 'cancelled', title: 'Second aid' })], Date.parse(AT));
  back.hear(updated({ version: 2, title: 'Second aid' }));
  back.hear(updated({ version: 3, status: 'cancelled', title: 'Second aid' }));
  expect(kinds(back)).toEqual(['cancelled', 'renamed']);
});

test('nobody is told of their own doing, nor of what is none of their business', () => {
  const store = new NoticeStore(TRAINER);
  store.knowAll([session()], Date.parse(AT));
  store.hear(updated({ version: 2, title: 'Mine' }));
  store.hear(event('user_created', { id: 9, name: 'New' } as User, { actor_id: 1 }));
  store.hear(updated({ version: 3, title: 'Mine', description: 'Bring water.' }, { actor_id: 1 }));
  expect(store.get()).toEqual([]);
});

test('a trainee is told of being added, marked and removed', () => {
  const store = new NoticeStore(TRAINEE);
  store.knowAll([], Date.parse(AT));
  store.hear(updated({ version: 5 }));
  const mark = { trainee_id: 7, status: 'late' as const, note: null, marked_at: AT, marked_by: 2 };
  store.hear(updated({ version: 6, attendance: [mark] }));
  store.hear(event('session_deleted', { session_id: 12 }));
  expect(store.get()).toMatchObject([
    { kind: 'gone', title: 'First aid' },
    { kind: 'marked', mark: 'late' },
    { kind: 'added', title: 'First aid' },
  ]);
});

test('a session of which nothing was known before is not taken for a new one', () => {
  const store = new NoticeStore(TRAINER);
  store.hear(updated({ version: 4 }, { actor_id: 1 }));
  expect(kinds(store)).toEqual(['changed']);
});

test('people who were imported are one notice, and one that was read stays as it is', () => {
  const store = new NoticeStore(ADMIN);
  for (let id = 20; id < 60; id += 1) store.hear(event('user_created', { id, name: `No ${id}` }));
  expect(store.get()).toMatchObject([{ kind: 'person', count: 40 }]);
  store.markRead();
  store.hear(event('user_created', { id: 60, name: 'Late' }));
  expect(store.get()).toMatchObject([
    { count: 1, name: 'Late', isRead: false },
    { count: 40, isRead: true },
  ]);
});

test('there are never more than a hundred', () => {
  const store = new NoticeStore(ADMIN);
  for (let id = 0; id < 130; id += 1) store.hear(event('password_reset', { user_id: id, action: 'reset' }));
  expect(store.get()).toHaveLength(100);
  expect(store.get()[0]?.personId).toBe(129);
  store.clear();
  expect(localStorage.length).toBe(0);
});
