import { afterEach, expect, test, vi } from 'vitest';
import { dateTime, formatTimeRange, isViewerZoneKnown, viewerZone, zoneName } from './formatDates';

afterEach(() => vi.restoreAllMocks());

test.each(['Etc/Unknown', undefined])('a browser whose own zone is %s shows times in UTC, and says so', (timeZone) => {
  const known = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC' }).resolvedOptions();
  vi.spyOn(Intl.DateTimeFormat.prototype, 'resolvedOptions').mockReturnValue({ ...known, timeZone } as never);
  expect([viewerZone(), isViewerZoneKnown()]).toEqual(['UTC', false]);
});

test('times in a zone that the browser does not know are in UTC, and are called so', () => {
  expect(dateTime('2026-05-12T10:30:00Z', 'Mars/Olympus_Mons')).toBe(dateTime('2026-05-12T10:30:00Z', 'UTC'));
  expect(formatTimeRange('2026-05-12T10:30:00Z', '2026-05-12T11:30:00Z', 'Mars/Olympus_Mons')).toContain('10:30');
  expect([zoneName('Mars/Olympus_Mons'), zoneName('America/New_York')]).toEqual(['UTC', 'New York']);
});
