import { i18n } from '@/i18n';

const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function format<F extends Intl.NumberFormat | Intl.DateTimeFormat>(name: string, make: (language: string) => F): F {
  const language = i18n.locale;
  const key = `${language} ${name}`;
  let found = made.get(key);
  if (!found) {
    found = make(language);
    made.set(key, found);
  }
  return found as F;
}

/** 4 May, of a day such as 2026-05-04. */
export const dayMonth = (day: string) =>
  format('day', (to) => new Intl.DateTimeFormat(to, { day: 'numeric', month: 'short', timeZone: 'UTC' })).format(
    Date.parse(day),
  );

/** Mon, of 0 (Monday) to 6. 2024 began on one. */
export const weekdayName = (day: number, length: 'short' | 'long' = 'short') =>
  format(length, (to) => new Intl.DateTimeFormat(to, { weekday: length, timeZone: 'UTC' })).format(
    Date.UTC(2024, 0, 1 + day),
  );

/** 1.2 MB. */
export function bytes(count: number): string {
  const [amount, unit] = count < 1e6 ? [count / 1000, 'kilobyte' as const] : [count / 1e6, 'megabyte' as const];
  const show = (to: string) => new Intl.NumberFormat(to, { style: 'unit', unit, maximumFractionDigits: 1 });
  return format(unit, show).format(amount);
}
