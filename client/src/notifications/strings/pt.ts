import type { Translated } from '@/i18n/types';
import type en from './en';

export default {
  by: 'por {{name}}',
  title: 'Notificações',
  bell: {
    none: 'Notificações',
    unread_one: 'Notificações, {{count}} por ler',
    unread_other: 'Notificações, {{count}} por ler',
  },
  mark_all: 'Marcar tudo como lido',
  nothing: 'Nada de novo. As alterações que lhe digam respeito aparecem aqui.',
  times: '{{count}} alterações',
  somebody: 'alguém',
} satisfies Translated<typeof en>;
