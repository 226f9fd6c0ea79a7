import { i18n } from './store';

/** 1,234 as the reader writes it. */
export const numberOf = (value: number) => value.toLocaleString(i18n.locale);
