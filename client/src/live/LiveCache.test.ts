import { QueryClient, QueryObserver } from '@tanstack/react-query';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Session, User } from '@/api/types';
import { FakeServer, type ServerState } from './fakeServer.testing';
import { LiveCache } from './LiveCache';
import { liveDerived, liveItem, liveList, registerLiveCache } from './queries';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const byDate = (a: Session, b: Session) => a.scheduled_date.localeCompare(b.scheduled_date) || a.id - b.id;
const byId = (a: { id: number }, b: { id: number }) => a.id - b.id;
const FEW = 3;

/** Everything that a screen may show: what a server in this state returns, and whether that is complete. */
const SCREENS: Record<string, (state: ServerState) => { rows: unknown; total?: number }> = {
  allSessions: ({ sessions }) => whole([...sessions.values()].toSorted(byDate)),
  scheduled: ({ sessions }) =>
    whole([...sessions.values()].filter(({ status }) => status === 'scheduled').toSorted(byDate)),
  searched: ({ sessions }) => whole([...sessions.values()].filter(({ id }) => id % 2 === 0).toSorted(byDate)),
  firstUsers: ({ users }) => ({ rows: [...users.values()].toSorted(byId).slice(0, FEW), total: users.size }),
  laterUsers: ({ users }) => ({ rows: [...users.values()].toSorted(byId).slice(FEW, 2 * FEW), total: users.size }),
  oneUser: ({ users }) => ({ rows: users.get(1) }),
  assignments: ({ assignments }) => whole([...assignments]),
  counts: ({ sessions, users }) => ({ rows: { sessions: sessions.size, users: users.size } }),
};

const whole = (rows: unknown[]) => ({ rows, total: rows.length });

/** A screen and its server: the test decides what is requested, when responses arrive, and which events are sent. */
class Screen {
  readonly queries = new QueryClient({
    defaultOptions: { queries: { retry: false, gcTime: Number.POSITIVE_INFINITY } },
  });
  readonly cache = new LiveCache(this.queries);
  readonly asked: Record<string, number> = {};
  told = 0;
  /** Where the socket started: no response is older, because it started at the position of one. */
  began = 0;
  /** How many commits behind the database is for the next request. */
  lag = 0;
  #answers: (() => void)[] = [];
  #server: FakeServer;

  constructor(server: FakeServer) {
    this.#server = server;
    registerLiveCache(this.queries, this.cache);
    for (const options of Object.values(this.#options()))
      new QueryObserver(this.queries, options as never).subscribe(() => undefined);
  }

  #ask<T>(name: string): Promise<{ data: T; response: Response }> {
    this.asked[name] = (this.asked[name] ?? 0) + 1;
    let number = Math.max(this.began, this.#server.states.length - 1 - this.lag);
    // A database that is behind is so at a position that the socket has told of.
    while (this.lag > 0 && number > this.began && !this.#server.events[number - 1]) number -= 1;
    const { rows, total } = (SCREENS[name] as (typeof SCREENS)[string])(this.#server.states[number] as ServerState);
    const headers: Record<string, string> = { 'X-Event-Position': this.#server.position(number) };
    if (total !== undefined) headers['X-Total-Count'] = String(total);
    if (name.endsWith('Users')) headers.Link = '</users/?cursor=x>; rel="next"';
    return new Promise((resolve) => {
      this.#answers.push(() =>
        resolve({ data: (rows ?? { id: 1, version: 0 }) as T, response: new Response(null, { headers }) }),
      );
    });
  }

  #options() {
    const isScheduled = ({ status }: Session) => status === 'scheduled';
    return {
      allSessions: liveList('sessions', { a: 1 }, () => this.#ask<Session[]>('allSessions'), {
        matches: () => true,
        compare: byDate,
      }),
      scheduled: liveList('sessions', { b: 1 }, () => this.#ask<Session[]>('scheduled'), {
        matches: isScheduled,
        compare: byDate,
      }),
      searched: liveList('sessions', { q: '1' }, () => this.#ask<Session[]>('searched')),
      firstUsers: liveList('users', { limit: FEW }, () => this.#ask<User[]>('firstUsers'), {
        matches: () => true,
        compare: byId,
      }),
      laterUsers: liveList('users', { cursor: 'x' }, () => this.#ask<User[]>('laterUsers')),
      oneUser: liveItem('users', 1, () => this.#ask<User>('oneUser')),
      assignments: liveList('assignments', {}, () => this.#ask('assignments')),
      counts: liveDerived(['counts'], ['users', 'sessions'], () => this.#ask('counts')),
    };
  }

  /** Connects the socket at the current position. */
  begin() {
    this.told = this.#server.events.length;
    this.began = this.told;
    this.mark();
  }

  /** Answers the oldest `n` requests. */
  async answer(n: number) {
    for (const answer of this.#answers.splice(0, n)) answer();
    await vi.advanceTimersByTimeAsync(0);
  }

  /** The socket sends the next `n` events, after repeating the last `again`, as it may do after reconnecting. */
  tell(n: number, again = 0) {
    const from = Math.max(0, this.told - again);
    for (const event of this.#server.events.slice(from, this.told + n)) if (event) this.cache.apply(event);
    this.told = Math.min(this.#server.events.length, this.told + n);
  }

  /** A mark: up to here there was nothing else. */
  mark() {
    this.cache.history.note(this.#server.position(this.told), null);
  }

  async settle() {
    this.lag = 0;
    this.tell(this.#server.events.length);
    for (let round = 0; round < 6; round += 1) {
      await this.answer(100);
      await vi.advanceTimersByTimeAsync(1000);
    }
  }

  shown(name: string) {
    const options = this.#options()[name as 'counts'];
    const data = this.queries.getQueryData(options.queryKey as readonly unknown[]) as { items?: unknown };
    return data?.items ?? data;
  }
}

type Step = [kind: number, a: number, b: number];

const pick = <K>(keys: Iterable<K>, n: number): K | undefined => {
  const all = [...keys];
  return all[n % all.length];
};

async function step(server: FakeServer, screen: Screen, [kind, a, b]: Step) {
  const { users, sessions } = server.now;
  const user = pick(users.keys(), a) ?? 1;
  const session = pick(sessions.keys(), a);
  const acts: (() => unknown)[] = [
    () => server.addUser(),
    () => server.renameUser(user, ['Rui', 'Eva', 'Zé'][b % 3] as string),
    () => server.addSession(user, b % 20),
    () =>
      session &&
      server.moveSession(session, b % 20, (['scheduled', 'completed', 'cancelled'] as const)[b % 3] as 'scheduled'),
    () => session && server.deleteSession(session),
    () =>
      session && server.markAttendance(session, 101 + (b % 2), (['present', 'absent', null] as const)[b % 3] as null),
    () => server.toggleAssignment(user, pick(users.keys(), b) ?? 1),
    () => screen.tell(1 + (b % 4)),
    () => screen.tell(b % 3, a % 12),
    () => screen.mark(),
    () => screen.answer(1 + (b % 4)),
    () => vi.advanceTimersByTimeAsync((b % 5) * 200),
    () => {
      screen.lag = b % 4;
    },
    () => server.hide(),
    () => screen.cache.readAgain(),
  ];
  // A refetch waits for its responses; the test continues.
  const done = (acts[kind % acts.length] as () => unknown)();
  if (kind % acts.length !== acts.length - 1) await done;
}

test('whatever happens in whatever order, a screen ends with what a fresh read would show', async () => {
  const steps = fc.array(fc.tuple(fc.nat(14), fc.nat(50), fc.nat(50)), { minLength: 10, maxLength: 120 });
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const server = new FakeServer();
      server.addUser();
      const screen = new Screen(server);
      screen.begin();
      for (const each of all as Step[]) await step(server, screen, each);
      await screen.settle();
      for (const name of Object.keys(SCREENS)) {
        const expected = (SCREENS[name] as (typeof SCREENS)[string])(server.now).rows;
        expect(screen.shown(name), name).toEqual(expected);
      }
    }),
    { numRuns: 150 },
  );
}, 60_000);

test('lists that are there as a whole, and single things, are kept by events alone', async () => {
  const server = new FakeServer();
  server.addUser();
  const screen = new Screen(server);
  await screen.settle();
  const before = { ...screen.asked };
  server.addSession(1, 4);
  server.addSession(1, 2);
  server.renameUser(1, 'Eva');
  server.moveSession(2, 9, 'cancelled');
  server.moveSession(3, 1, 'scheduled');
  screen.tell(10);
  expect(screen.shown('allSessions')).toEqual((SCREENS.allSessions as (typeof SCREENS)[string])(server.now).rows);
  expect(screen.shown('scheduled')).toEqual((SCREENS.scheduled as (typeof SCREENS)[string])(server.now).rows);
  expect(screen.shown('oneUser')).toEqual(server.now.users.get(1));
  await screen.settle();
  for (const name of ['allSessions', 'scheduled', 'oneUser']) expect(screen.asked[name]).toBe(before[name]);
  expect(screen.asked.counts).toBeGreaterThan(before.counts as number);
});

test('an answer that was on its way never covers what the socket has told meanwhile', async () => {
  const server = new FakeServer();
  server.addUser();
  const screen = new Screen(server);
  server.renameUser(1, 'Eva');
  screen.tell(5);
  await screen.answer(100);
  expect((screen.shown('oneUser') as User).first_name).toBe('Eva');
});

test('what was removed and added again is shown by an answer from a position that the socket does not know', async () => {
  const server = new FakeServer();
  server.addUser();
  server.toggleAssignment(1, 1);
  const screen = new Screen(server);
  screen.begin();
  server.toggleAssignment(1, 1);
  server.toggleAssignment(1, 1);
  server.hide();
  screen.tell(3);
  await screen.settle();
  expect(screen.shown('assignments')).toEqual(server.now.assignments);
});

test('a thousand events make a list be read a few times', async () => {
  const server = new FakeServer();
  server.addUser();
  const screen = new Screen(server);
  await screen.settle();
  const before = screen.asked.counts as number;
  for (let i = 0; i < 1000; i += 1) server.addUser();
  screen.tell(1000);
  await screen.settle();
  expect((screen.asked.counts as number) - before).toBeLessThanOrEqual(3);
});

test('an optimistic change is taken back, and not over what has come meanwhile', async () => {
  const server = new FakeServer();
  server.addUser();
  const screen = new Screen(server);
  await screen.settle();
  const takeBack = screen.cache.expect('users', 1, (user) => ({ ...user, first_name: 'Mine' }));
  expect((screen.shown('oneUser') as User).first_name).toBe('Mine');
  expect((screen.shown('firstUsers') as User[])[0]?.first_name).toBe('Mine');
  takeBack();
  expect((screen.shown('oneUser') as User).first_name).toBe('Ana');
  const takeBackLater = screen.cache.expect('users', 1, (user) => ({ ...user, first_name: 'Mine' }));
  server.renameUser(1, 'Eva');
  screen.tell(5);
  takeBackLater();
  await screen.settle();
  expect((screen.shown('oneUser') as User).first_name).toBe('Eva');
});
