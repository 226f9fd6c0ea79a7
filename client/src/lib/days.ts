const DAY = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const MIN_DAY = '1900-01-01';
const MAX_DAY = '2199-12-31';

/** Whether a text is a day of the calendar, as 2026-05-04, that a session could ever be on: not 2026-02-30, nor 0026-05-04. */
export const isDay = (text: string) =>
  DAY.test(text) && text >= MIN_DAY && text <= MAX_DAY && new Date(text).toJSON()?.startsWith(text) === true;

/** Whether a text is a time of day, as 09:30. */
export const isTime = (text: string) => TIME.test(text);
