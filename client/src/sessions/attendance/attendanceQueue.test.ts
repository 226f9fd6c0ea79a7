import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Session, User } from '@/api/types';
import { authStore } from '@/auth/authStore';
import { queueOf, shownMarks } from './attendanceQueue';

const ROSTER = { id: 7, version: 1, trainees: [{ id: 3, name: 'Ana' }], attendance: [] } as unknown as Session;
const MARK = { trainee_id: 3, status: 'late', note: null, marked_at: '2026-11-28T10:00:00Z', marked_by: 1 };

const ANA = 1;
const RUI = 2;

const signIn = (id: number, token = `token of ${id}`) =>
  authStore.set({ token, user: { id, version: 1 } as User, expiresAt: Date.now() + 60_000 });

beforeEach(() => {
  authStore.start();
  signIn(ANA);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  authStore.clear('signed_out');
});

interface Sent {
  token: string | null;
  records: { trainee_id: number; status: string }[];
}

/** A server that answers with these, in this order, and then accepts everything; returns what it was sent. */
function serverThat(...answers: ((sent: Sent) => Response | Promise<Response>)[]): Sent[] {
  const sent: Sent[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    const { records } = (await request.json()) as Pick<Sent, 'records'>;
    const asked = { token: request.headers.get('Authorization'), records };
    sent.push(asked);
    return (await answers.shift()?.(asked)) ?? Response.json({ ...ROSTER, attendance: [MARK] });
  });
  return sent;
}

const refusal = (status: number, headers = {}) =>
  new Response(JSON.stringify({ status, code: 'refused', detail: 'Refused.' }), {
    status,
    headers: { 'Content-Type': 'application/problem+json', ...headers },
  });

const statuses = (sent: Sent[]) => sent.map(({ records }) => records.map(({ status }) => status).join());

it('shows a mark from the key on, also in the moment between the answer and the event that follows it', async () => {
  vi.stubGlobal('fetch', async () => Response.json({ ...ROSTER, version: 2, attendance: [MARK] }));
  const queue = queueOf(ROSTER.id, ANA);
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
  const queue = queueOf(8, ANA);
  expect(closing()).toBe(false);
  queue.mark([{ trainee_id: 3, status: 'present' }]);
  expect(closing()).toBe(true);
  await vi.waitFor(() => expect(answer).toBeDefined());
  answer?.(Response.json({ ...ROSTER, id: 8, version: 2, attendance: [MARK] }));
  await vi.waitFor(() => expect(closing()).toBe(false));
});

it.each([
  [429, { 'Retry-After': '2' }, 2000],
  [503, { 'Retry-After': '5' }, 5000],
  [500, {}, 3000],
  [408, {}, 3000],
])('keeps a mark that meets a %i, and sends it again when the server says', async (status, headers, pause) => {
  vi.useFakeTimers();
  const sent = serverThat(() => refusal(status, headers));
  const queue = queueOf(100 + status, ANA);
  const refused = vi.fn();
  queue.hooks = { onSaved: () => undefined, onRefused: refused };
  queue.mark([{ trainee_id: 3, status: 'late' }]);
  await vi.waitFor(() =>
    expect(queue.get()).toMatchObject({ isStuck: true, pending: new Map([[3, expect.anything()]]) }),
  );
  await vi.advanceTimersByTimeAsync(pause - 400);
  expect(sent).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(800);
  await vi.waitFor(() => expect(queue.get()).toMatchObject({ isStuck: false, pending: new Map() }));
  expect(statuses(sent)).toEqual(['late', 'late']);
  expect(refused).not.toHaveBeenCalled();
});

it('keeps marks while the sign-in is over, and sends them once the same user has signed in again', async () => {
  const sent = serverThat(() => refusal(401));
  const queue = queueOf(200, ANA);
  queue.mark([{ trainee_id: 3, status: 'late' }]);
  await vi.waitFor(() => expect(queue.get().isStuck).toBe(true));
  authStore.set({ ...authStore.get(), over: 'ended' } as never);
  queue.mark([{ trainee_id: 4, status: 'present' }]);
  await vi.waitFor(() => expect(queue.get().pending.size).toBe(2));
  signIn(ANA, 'a new token');
  await vi.waitFor(() => expect(queue.get().pending.size).toBe(0));
  expect(statuses(sent)).toEqual(['late', 'late,present']);
  expect(sent.at(-1)?.token).toBe('Bearer a new token');
});

it('never sends a mark in the name of somebody else', async () => {
  vi.useFakeTimers();
  const sent = serverThat(() => Promise.reject(new TypeError('Failed to fetch')));
  const queue = queueOf(300, ANA);
  queue.mark([{ trainee_id: 3, status: 'late' }]);
  await vi.waitFor(() => expect(queue.get().isStuck).toBe(true));
  authStore.clear('signed_out');
  signIn(RUI);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent).toHaveLength(1);
  expect(queueOf(300, RUI).get().pending.size).toBe(0);
  authStore.clear('signed_out');
  signIn(ANA);
  await vi.waitFor(() => expect(queue.get().pending.size).toBe(0));
  expect(sent.map(({ token }) => token)).toEqual(['Bearer token of 1', 'Bearer token of 1']);
});

it('loses only the mark that the server refuses, not those that went with it', async () => {
  const isGone = ({ records }: Sent) => records.some(({ trainee_id }) => trainee_id === 4);
  const judge = (asked: Sent) => (isGone(asked) ? refusal(422) : Response.json({ ...ROSTER, attendance: [MARK] }));
  const sent = serverThat(judge, judge, judge, judge);
  const queue = queueOf(400, ANA);
  const refused = vi.fn();
  queue.hooks = { onSaved: () => undefined, onRefused: refused };
  queue.mark([3, 4, 5].map((trainee_id) => ({ trainee_id, status: 'present' as const })));
  await vi.waitFor(() => expect(queue.get().pending.size).toBe(0));
  expect(sent.map(({ records }) => records.map(({ trainee_id }) => trainee_id).join())).toEqual([
    '3,4,5',
    '3',
    '4',
    '5',
  ]);
  expect(refused).toHaveBeenCalledTimes(1);
});

it('keeps minutes through a refusal and later changes, and sends none with a mark that has none', async () => {
  vi.useFakeTimers();
  const sent = serverThat(() => refusal(503, { 'Retry-After': '1' }));
  const queue = queueOf(500, ANA);
  queue.mark([{ trainee_id: 3, status: 'late', minutes: 45 }]);
  queue.mark([
    { trainee_id: 3, status: 'late', note: 'Train' },
    { trainee_id: 4, status: 'present', minutes: 30, note: 'Left early' },
  ]);
  queue.mark([{ trainee_id: 4, status: 'absent' }]);
  await vi.waitFor(() => expect(queue.get().isStuck).toBe(true));
  expect(shownMarks(ROSTER, queue.get().pending).get(3)).toMatchObject({ minutes: 45, note: 'Train' });
  await vi.advanceTimersByTimeAsync(2000);
  await vi.waitFor(() => expect(queue.get().pending.size).toBe(0));
  expect(sent.at(-1)?.records).toEqual([
    { trainee_id: 3, status: 'late', minutes: 45, note: 'Train' },
    { trainee_id: 4, status: 'absent', note: 'Left early' },
  ]);
  queue.mark([{ trainee_id: 3, status: 'late', minutes: null }]);
  await vi.waitFor(() => expect(sent.at(-1)?.records).toEqual([{ trainee_id: 3, status: 'late', minutes: null }]));
});
