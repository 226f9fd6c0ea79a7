import { i18n } from './i18nStore';

/** 0.8571 → 86%; a dash if there is no rate. */
export const percent = (rate: number | null) =>
  rate === null ? '–' : rate.toLocaleString(i18n.locale, { style: 'percent' });

/** 1,234.5. */
export const decimal = (value: number) => value.toLocaleString(i18n.locale, { maximumFractionDigits: 1 });

/** 1,234 in the user's locale. */
export const numberOf = (value: number) => value.toLocaleString(i18n.locale);

/** 1.2 MB. */
export function fileSize(bytes: number): string {
  const [amount, unit] = bytes < 1e6 ? [bytes / 1000, 'kilobyte'] : [bytes / 1e6, 'megabyte'];
  return amount.toLocaleString(i18n.locale, { style: 'unit', unit, maximumFractionDigits: 1 });
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** 12 seconds, 3 minutes, 5 hours: in the largest whole unit. */
export function duration(seconds: number): string {
  const [amount, unit] =
    seconds < MINUTE ? [seconds, 'second'] : seconds < HOUR ? [seconds / MINUTE, 'minute'] : [seconds / HOUR, 'hour'];
  const options = { style: 'unit', unit, unitDisplay: 'long' } as const;
  return Math.floor(amount).toLocaleString(i18n.locale, options);
}
