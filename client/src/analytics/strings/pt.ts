import type { Translated } from '@/i18n/strings';
import type en from './en';

export default {
  title: 'Análises',
} satisfies Translated<typeof en>;
