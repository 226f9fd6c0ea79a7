import type { Translated } from '@/i18n/strings';
import type en from './en';

export default {
  title: 'Atribuições',
} satisfies Translated<typeof en>;
