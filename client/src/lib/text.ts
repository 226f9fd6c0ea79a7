/** How long the typing has to pause before a search is sent. */
export const TYPING_PAUSE_MS = 200;

/** Text for comparing: lower case, without accents. */
export const foldAccents = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
