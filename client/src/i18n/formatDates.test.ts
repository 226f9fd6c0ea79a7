import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startI18n } from '.';
import {
  clockRange,
  dateOf,
  dateTime,
  dayMonth,
  isViewerZoneKnown,
  longDate,
  timeRange,
  viewer,
  viewerZone,
  zoneHeading,
  zoneName,
  zonePhrase,
} from './formatDates';

afterEach(() => vi.restoreAllMocks());

test.each(['Etc/Unknown', undefined])('a browser whose own zone is %s shows times in UTC, and says so', (timeZone) => {
  const known = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC' }).resolvedOptions();
  vi.spyOn(Intl.DateTimeFormat.prototype, 'resolvedOptions').mockReturnValue({ ...known, timeZone } as never);
  expect([viewerZone(), isViewerZoneKnown()]).toEqual(['UTC', false]);
});

test('times in a zone that the browser does not know are in UTC, and are called so', () => {
  expect(dateTime('2026-05-12T10:30:00Z', 'Mars/Olympus_Mons')).toBe(dateTime('2026-05-12T10:30:00Z', 'UTC'));
  expect(timeRange('2026-05-12T10:30:00Z', '2026-05-12T11:30:00Z', 'Mars/Olympus_Mons')).toContain('10:30');
  expect([zoneName('Mars/Olympus_Mons'), zoneName('America/New_York')]).toEqual(['UTC', 'New York']);
});

test('times are in the zone that the user has chosen, and in the device’s if the browser does not know it', () => {
  const device = { zone: viewerZone(), time: dateTime('2026-05-12T10:30:00Z') };
  viewer.zone = () => 'Asia/Tokyo';
  expect([viewerZone(), dateTime('2026-05-12T10:30:00Z')]).toEqual(['Asia/Tokyo', 'Tue 12 May, 19:30']);
  viewer.zone = () => 'Mars/Olympus_Mons';
  expect([viewerZone(), isViewerZoneKnown()]).toEqual([device.zone, true]);
  viewer.zone = () => null;
  expect(dateTime('2026-05-12T10:30:00Z')).toBe(device.time);
});

describe('one phrase for dates and zones', () => {
  const start = '2026-12-02T13:30:00Z';
  const end = '2026-12-02T15:30:00Z';
  const night = '2026-12-03T01:00:00Z';

  beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-11-29T12:00:00Z') }));
  afterEach(async () => {
    vi.useRealTimers();
    await startI18n('en');
  });

  test.each([
    ['en', 'Wed 2 Dec, 13:30–15:30', '13:30–15:30', '22:00–Thu 01:00', '2 Dec 2026', 'Wednesday 2 December 2026'],
    [
      'pt',
      'quarta, 2 dez., 13:30–15:30',
      '13:30–15:30',
      '22:00–quinta 01:00',
      '2 dez. 2026',
      'quarta-feira, 2 de dezembro de 2026',
    ],
  ] as const)('in %s', async (language, range, clocks, overnight, date, long) => {
    await startI18n(language);
    expect(timeRange(start, end, 'UTC')).toBe(range);
    expect(clockRange(start, end, 'UTC')).toBe(clocks);
    expect(clockRange('2026-12-02T22:00:00Z', night, 'UTC')).toBe(overnight);
    expect(clockRange('2026-12-02T22:00:00Z', '2026-12-03T00:00:00Z', 'UTC')).toBe('22:00–00:00');
    expect([dateOf(start, 'UTC'), longDate(start, 'UTC')]).toEqual([date, long]);
  });

  test('another year than this one is named', () => {
    expect(dateTime('2027-01-05T09:00:00Z', 'UTC')).toBe('Tue 5 Jan 2027, 09:00');
    expect(dateTime('2027-01-01T00:00:00Z', 'America/New_York')).toBe('Thu 31 Dec, 19:00');
  });

  test('months are words in Portuguese too', async () => {
    await startI18n('pt');
    expect(dayMonth('2026-12-02')).toBe('2 dez.');
  });

  test.each([
    ['en', 'Europe/Lisbon', 'Lisbon time', 'Lisbon'],
    ['en', 'America/Sao_Paulo', 'São Paulo time', 'São Paulo'],
    ['en', 'UTC', 'UTC', 'UTC'],
    ['pt', 'Europe/Lisbon', 'hora de Lisboa', 'Lisboa'],
    ['pt', 'Africa/Cairo', 'hora do Cairo', 'Cairo'],
    ['pt', 'Atlantic/Azores', 'hora dos Açores', 'Açores'],
    ['pt', 'America/New_York', 'hora de Nova Iorque', 'Nova Iorque'],
    ['pt', 'America/Argentina/Buenos_Aires', 'hora de Buenos Aires', 'Buenos Aires'],
    ['pt', 'Mars/Olympus_Mons', 'UTC', 'UTC'],
  ] as const)('in %s, %s is %s', async (language, zone, phrase, name) => {
    await startI18n(language);
    expect([zonePhrase(zone), zoneName(zone)]).toEqual([phrase, name]);
    expect(zoneHeading(zone)).toBe(phrase.replace('hora', 'Hora'));
  });
});
