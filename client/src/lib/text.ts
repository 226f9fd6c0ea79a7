/** How long to wait after the last keystroke before a search is sent. */
export const TYPING_PAUSE_MS = 200;

/** Text for comparison: lower case, without accents. */
export const foldAccents = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
