/** Reads search parameters: whatever is in the URL, only valid values come out. */

import { isDay } from './days';

export const parseText = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

/** A positive whole number, such as an id. */
export const parseId = (value: unknown) => {
  const number = Number(value);
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
};

export const parseFlag = (value: unknown) => (value === true || value === 'true' ? true : undefined);

export const parseChoice = <T extends string>(choices: readonly T[], value: unknown) =>
  choices.find((choice) => choice === value);

/** A day as 2026-05-04. */
export const parseDay = (value: unknown) => (typeof value === 'string' && isDay(value) ? value : undefined);

/**
 * The query of an address by name, as plain text: each page parses what it knows. The router's own reading of JSON turns
 * a search for 12345 into a number.
 */
export const parseSearch = (query: string): Record<string, string> => Object.fromEntries(new URLSearchParams(query));

/** The opposite: `?q=12345`, without what is not set. */
export function stringifySearch(search: Record<string, unknown>): string {
  const set = Object.entries(search).flatMap(([name, value]) => (value == null ? [] : [[name, String(value)]]));
  return set.length > 0 ? `?${new URLSearchParams(set)}` : '';
}
