import { afterEach, expect, it, vi } from 'vitest';
import type { Session } from '@/api/types';
import { queueOf, shownMarks } from './attendanceQueue';

const ROSTER = { id: 7, version: 1, trainees: [{ id: 3, name: 'Ana' }], attendance: [] } as unknown as Session;
const MARK = { trainee_id: 3, status: 'late', note: null, marked_at: '2026-11-28T10:00:00Z', marked_by: 1 };

afterEach(() => vi.unstubAllGlobals());

it('shows a mark from the key on, also in the moment between the answer and the event that follows it', async () => {
  vi.stubGlobal('fetch', async () => Response.json({ ...ROSTER, version: 2, attendance: [MARK] }));
  const queue = queueOf(ROSTER.id);
  const seen: unknown[] = [];
  queue.subscribe(() => {
    const { pending, saved } = queue.get();
    seen.push(shownMarks(saved ?? ROSTER, pending).get(3)?.status);
  });
  queue.mark([{ trainee_id: 3, status: 'late' }]);
  await vi.waitFor(() => expect(queue.get().pending.size).toBe(0));
  expect(new Set(seen)).toEqual(new Set(['late']));
});

it('asks before the tab is closed for as long as a mark is on its way', async () => {
  let answer: ((response: Response) => void) | undefined;
  vi.stubGlobal('fetch', () => new Promise<Response>((resolve) => (answer = resolve)));
  const closing = () => !dispatchEvent(new Event('beforeunload', { cancelable: true }));
  const queue = queueOf(8);
  expect(closing()).toBe(false);
  queue.mark([{ trainee_id: 3, status: 'present' }]);
  expect(closing()).toBe(true);
  await vi.waitFor(() => expect(answer).toBeDefined());
  answer?.(Response.json({ ...ROSTER, id: 8, version: 2, attendance: [MARK] }));
  await vi.waitFor(() => expect(closing()).toBe(false));
});
