import { afterEach, expect, test, vi } from 'vitest';
import { dateTime, formatTimeRange, isViewerZoneKnown, viewer, viewerZone, zoneName } from './formatDates';

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

test('times are in the zone that the user has chosen, and in the device’s if the browser does not know it', () => {
  const device = { zone: viewerZone(), time: dateTime('2026-05-12T10:30:00Z') };
  viewer.zone = () => 'Asia/Tokyo';
  expect([viewerZone(), dateTime('2026-05-12T10:30:00Z')]).toEqual(['Asia/Tokyo', 'Tue, 12 May 2026, 19:30']);
  viewer.zone = () => 'Mars/Olympus_Mons';
  expect([viewerZone(), isViewerZoneKnown()]).toEqual([device.zone, true]);
  viewer.zone = () => null;
  expect(dateTime('2026-05-12T10:30:00Z')).toBe(device.time);
});
