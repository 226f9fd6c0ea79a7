import { afterEach, expect, test, vi } from 'vitest';
import { browserStorage, tabStorage } from './storage';

afterEach(() => vi.restoreAllMocks());

test.each([
  ['localStorage', browserStorage],
  ['sessionStorage', tabStorage],
] as const)('a blocked %s is replaced by memory', (kind, storage) => {
  vi.spyOn(window, kind, 'get').mockImplementation(() => {
    throw new DOMException('Access is denied for this document.', 'SecurityError');
  });
  expect(storage.get('tms.blocked')).toBeNull();
  storage.set('tms.blocked', 'kept');
  expect([storage.get('tms.blocked'), storage.keys()]).toEqual(['kept', ['tms.blocked']]);
  storage.remove('tms.blocked');
  expect([storage.get('tms.blocked'), storage.keys()]).toEqual([null, []]);
});

test('what no longer fits is in memory, and counts more than what is stored', () => {
  browserStorage.set('tms.full', 'old');
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
  });
  browserStorage.set('tms.full', 'new');
  expect(browserStorage.get('tms.full')).toBe('new');
  vi.restoreAllMocks();
  browserStorage.set('tms.full', 'newer');
  expect([browserStorage.get('tms.full'), localStorage.getItem('tms.full')]).toEqual(['newer', 'newer']);
});
