import { i18n } from '@/i18n';
import { zoneName } from '@/i18n/formatDates';
import { fold } from '@/lib/text';
import { offsetAt } from '@/lib/wallClock';
import { isKnownZone } from '@/lib/zones';
import { FORMER_NAMES, ZONES_OF_COUNTRIES } from './zoneData';

/** A time zone to choose: its current name, what people read, and its offset from UTC in minutes. */
export interface Zone {
  value: string;
  label: string;
  offset: number;
  /** What finds it, folded: the words of its names, present and former, and of its country. */
  words: readonly string[];
}

const lines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split(' '));

const COUNTRIES = new Map(
  lines(ZONES_OF_COUNTRIES).flatMap(([country = '', ...zones]) => zones.map((zone) => [zone, country])),
);
const CURRENT = new Map(lines(FORMER_NAMES).map(([current = '', former = '']) => [former, current]));
const FORMER = new Map([...CURRENT].map(([former, current]) => [current, former]));

/** The current name of a zone: Asia/Katmandu, US/Eastern and Portugal are other names of zones that have one. */
export function currentName(zone: string): string {
  if (COUNTRIES.has(zone)) return zone;
  const known = isKnownZone(zone) ? new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone : zone;
  return CURRENT.get(known) ?? known;
}

const wordsOf = (text: string) => fold(text).match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];

const countryNames = new Map<string, Intl.DisplayNames>();

function countryName(country: string, locale: string): string {
  let names = countryNames.get(locale);
  if (!names) {
    names = new Intl.DisplayNames(locale, { type: 'region' });
    countryNames.set(locale, names);
  }
  return names.of(country) ?? country;
}

/** UTC+5:45, for minutes. */
function offsetText(minutes: number): string {
  if (minutes === 0) return 'UTC';
  const size = Math.abs(minutes);
  const rest = size % 60 ? `:${String(size % 60).padStart(2, '0')}` : '';
  return `UTC${minutes < 0 ? '−' : '+'}${Math.floor(size / 60)}${rest}`;
}

/** A zone as it is at an instant: “Kathmandu, Nepal (UTC+5:45)”. */
export function zoneAt(at: number, zone: string): Zone {
  const value = currentName(zone);
  const country = COUNTRIES.get(value);
  const offset = Math.round(offsetAt(at, value) / 60_000);
  const place = country ? `${zoneName(value)}, ${countryName(country, i18n.locale)}` : value.replaceAll('_', ' ');
  const names = [place, value, FORMER.get(value) ?? '', country ? countryName(country, 'en') : ''];
  return { value, label: `${place} (${offsetText(offset)})`, offset, words: wordsOf(names.join(' ')) };
}

/** All zones that this browser knows, once each; `first` before all others, which follow by city. */
export function zonesAt(at: number, first: readonly string[]): Zone[] {
  const [leading, all] = [[...new Set([...first.map(currentName), 'UTC'])], [...COUNTRIES.keys()].filter(isKnownZone)];
  const others = all.filter((zone) => !leading.includes(zone)).map((zone) => zoneAt(at, zone));
  const byLabel = new Intl.Collator(i18n.locale).compare;
  return [...leading.map((zone) => zoneAt(at, zone)), ...others.toSorted((a, b) => byLabel(a.label, b.label))];
}

const OFFSET = /^(?:utc|gmt)?([+-])(\d{1,2})(?::?(\d\d))?$/;

/** The offset that a typed word means, in minutes; null if it means none. */
function offsetOf(word: string): number | null {
  const [, sign, hours, minutes = '0'] = OFFSET.exec(word.replace('−', '-')) ?? [];
  return sign === undefined ? null : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** The zones found by city, country or offset: “lisbon”, “nepal”, “+5:45”, “gmt-3”. Words may be cut short. */
export function searchZones(zones: readonly Zone[], typed: string): Zone[] {
  const parts = fold(typed).split(/\s+/);
  const offsets = parts.map(offsetOf);
  const words = parts.filter((_, i) => offsets[i] === null).flatMap(wordsOf);
  return zones.filter(
    (zone) =>
      offsets.every((offset) => offset === null || offset === zone.offset) &&
      words.every((word) => zone.words.some((name) => name.startsWith(word))),
  );
}
