/** How long to wait after the last keystroke before a search is sent. */
export const TYPING_PAUSE_MS = 200;

/** Text for comparison: lower case, without accents. */
export const foldAccents = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** For a sentence or a heading: Portuguese and other languages write days and months in lower case. */
export const capitalised = (text: string, locale: string) => text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
