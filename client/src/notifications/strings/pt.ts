import type { Translated } from '@/i18n/strings';
import type en from './en';

export default {
  title: 'Notificações',
} satisfies Translated<typeof en>;
