import { registerStrings } from '@/i18n';
import type en from './strings/en';

declare module '@/i18n/types' {
  interface Strings {
    passwords: typeof en;
  }
}

/** The texts of the pages where links in mails lead. */
export const registerPasswordStrings = () =>
  registerStrings('passwords', { en: () => import('./strings/en'), pt: () => import('./strings/pt') });
