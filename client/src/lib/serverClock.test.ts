import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { noteServerDate, serverNow } from './serverClock';
import { useNow } from './useNow';

const NOW = Date.parse('2026-05-12T10:00:00.400Z');
const MINUTE = 60_000;

beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => {
  noteServerDate(new Date(Date.now()).toUTCString(), Date.now());
  vi.useRealTimers();
});

test('a clock that is 25 minutes slow is corrected to the second, and runs on', () => {
  noteServerDate('Tue, 12 May 2026 10:25:00 GMT', NOW - 100);
  expect(Math.abs(serverNow() - (NOW + 25 * MINUTE))).toBeLessThanOrEqual(1000);
  const before = serverNow();
  vi.advanceTimersByTime(5000);
  expect(serverNow() - before).toBe(5000);
});

test('a clock that may be right is left alone, however long the answer took', () => {
  noteServerDate('Tue, 12 May 2026 10:00:00 GMT', NOW - 30_000);
  expect(serverNow()).toBe(NOW);
});

test('a clock that is right is left alone by a header that the server has not renewed yet', () => {
  noteServerDate('Tue, 12 May 2026 09:59:59 GMT', NOW);
  expect(serverNow()).toBe(NOW);
});

test('answers without a date change nothing', () => {
  noteServerDate(null, NOW);
  noteServerDate('yesterday', NOW);
  expect(serverNow()).toBe(NOW);
});

test('pages notice a new minute when it begins, whenever they were opened', () => {
  vi.setSystemTime('2026-05-12T09:59:52Z');
  noteServerDate(new Date(Date.now()).toUTCString(), Date.now());
  const { result } = renderHook(useNow);
  act(() => vi.advanceTimersByTime(8000));
  expect(result.current).toBe(Date.parse('2026-05-12T10:00:00Z'));
  act(() => vi.advanceTimersByTime(MINUTE));
  expect(result.current).toBe(Date.parse('2026-05-12T10:01:00Z'));
});
