import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { User } from '@/api/types';
import { authStore, type StoredSignIn } from './authStore';

const ana = { id: 1, version: 1, name: 'Ana' } as User;
const HOUR = 3_600_000;
const signIn = (token: string, user = ana, more: Partial<StoredSignIn> = {}): StoredSignIn => ({
  token,
  user,
  expiresAt: Date.now() + HOUR,
  ...more,
});

/** Simulates a write from another tab. */
function otherTab(kept: StoredSignIn | null) {
  if (kept) localStorage.setItem('tms.sign-in', JSON.stringify(kept));
  else localStorage.removeItem('tms.sign-in');
  dispatchEvent(new StorageEvent('storage', { key: 'tms.sign-in' }));
}

beforeEach(() => {
  vi.useFakeTimers();
  authStore.start();
});
afterEach(() => {
  authStore.clear('signed_out');
  vi.useRealTimers();
});

test('a refused token keeps the person and sends nothing any more, until they sign in again', () => {
  authStore.set(signIn('one'));
  authStore.refused('one');
  expect(authStore.get()?.over).toBeUndefined();
  vi.advanceTimersByTime(2000);
  expect(authStore.get()).toMatchObject({ user: ana, over: 'ended' });
  expect(authStore.token()).toBeNull();
  authStore.set(signIn('two'));
  expect(authStore.get()?.over).toBeUndefined();
  expect(authStore.token()).toBe('two');
});

test('one that is past its time has expired', () => {
  authStore.set(signIn('one'));
  vi.advanceTimersByTime(HOUR);
  authStore.refused('one');
  vi.advanceTimersByTime(2000);
  expect(authStore.get()?.over).toBe('expired');
});

test('a newer token that arrives within moments makes the refusal of the old one mean nothing', () => {
  authStore.set(signIn('one'));
  authStore.refused('one');
  otherTab(signIn('two'));
  vi.advanceTimersByTime(2000);
  expect(authStore.get()?.over).toBeUndefined();
});

test('tabs stand still together and go on together', () => {
  authStore.set(signIn('one'));
  otherTab(signIn('one', ana, { over: 'ended' }));
  expect(authStore.get()?.over).toBe('ended');
  otherTab(signIn('two'));
  expect(authStore.token()).toBe('two');
});

test('signing out in another tab ends it here, even while waiting for the password', () => {
  authStore.set(signIn('one', ana, { over: 'ended' }));
  otherTab(null);
  expect(authStore.get()).toBeNull();
  expect(authStore.signOutReason()).toBe('elsewhere');
});

test('nobody is restored by a reload whose sign-in is over', () => {
  otherTab(signIn('one', ana, { over: 'expired' }));
  authStore.start();
  expect(authStore.get()).toBeNull();
  localStorage.setItem('tms.sign-in', JSON.stringify(signIn('one', ana, { expiresAt: Date.now() - 1 })));
  authStore.start();
  expect(authStore.get()).toBeNull();
});
