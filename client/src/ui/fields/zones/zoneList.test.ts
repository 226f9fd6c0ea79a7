import { afterEach, expect, test } from 'vitest';
import { setLanguage } from '@/i18n';
import { currentName, searchZones, zoneAt, zonesAt } from './zoneList';

const AT = Date.parse('2026-12-15T12:00Z');
const find = (typed: string) => searchZones(zonesAt(AT, []), typed).map(({ value }) => value);

afterEach(() => setLanguage('en'));

test('every zone that the browser lists is in the list, once, under its current name', () => {
  const values = zonesAt(AT, ['Asia/Katmandu', 'Europe/Lisbon']).map(({ value }) => value);
  expect(values.slice(0, 3)).toEqual(['Asia/Kathmandu', 'Europe/Lisbon', 'UTC']);
  expect(new Set(values).size).toBe(values.length);
  const listed = Intl.supportedValuesOf('timeZone').map(currentName);
  expect(listed.filter((zone) => !values.includes(zone))).toEqual([]);
  expect(values.filter((zone) => zone !== currentName(zone))).toEqual([]);
});

test.each([
  ['Asia/Katmandu', 'Asia/Kathmandu'],
  ['Europe/Kiev', 'Europe/Kyiv'],
  ['US/Eastern', 'America/New_York'],
  ['Etc/UTC', 'UTC'],
  ['Foo/Bar', 'Foo/Bar'],
])('%s is %s', (zone, current) => expect(currentName(zone)).toBe(current));

test('a zone is shown with its country and its offset at the time', () => {
  expect(zoneAt(AT, 'Asia/Kathmandu').label).toBe('Kathmandu, Nepal (UTC+5:45)');
  expect(zoneAt(Date.parse('2026-07-15T12:00Z'), 'Europe/Lisbon').label).toBe('Lisbon, Portugal (UTC+1)');
  expect(zoneAt(AT, 'America/Sao_Paulo').label).toBe('São Paulo, Brazil (UTC−3)');
  expect([zoneAt(AT, 'UTC').label, zoneAt(AT, 'Foo/Bar').label]).toEqual(['UTC (UTC)', 'Foo/Bar (UTC)']);
});

test.each([
  ['lisb', ['Europe/Lisbon']],
  ['nepal', ['Asia/Kathmandu']],
  ['Calcutta', ['Asia/Kolkata']],
  ['asia/tokyo', ['Asia/Tokyo']],
  ['portugal', ['Atlantic/Azores', 'Europe/Lisbon', 'Atlantic/Madeira']],
  ['oman', ['Asia/Muscat']],
  ['UTC', ['UTC']],
  ['+5:45', ['Asia/Kathmandu']],
  ['utc+05:45', ['Asia/Kathmandu']],
  ['brazil -2', ['America/Noronha']],
  ['nowhere', []],
])('“%s” finds %j', (typed, zones) => expect(find(typed)).toEqual(zones));

test('an offset is the whole one', () => {
  const offsets = searchZones(zonesAt(AT, []), 'gmt+1').map(({ offset }) => offset);
  expect(offsets.length).toBeGreaterThan(20);
  expect(new Set(offsets)).toEqual(new Set([60]));
});

test('countries are found in the language of the page, and in English', async () => {
  await setLanguage('pt');
  expect(zoneAt(AT, 'Europe/Berlin').label).toBe('Berlim, Alemanha (UTC+1)');
  expect(find('alemanha')).toEqual(['Europe/Berlin', 'Europe/Busingen']);
  expect(find('germany')).toEqual(['Europe/Berlin', 'Europe/Busingen']);
});
