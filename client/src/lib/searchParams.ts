/** Reads search parameters: whatever is in the URL, only valid values come out. */

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
export const parseDay = (value: unknown) =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))
    ? value
    : undefined;
