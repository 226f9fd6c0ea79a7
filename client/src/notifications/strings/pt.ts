import type { Translated } from '@/i18n/types';
import type en from './en';

export default {
  title: 'Notificações',
  bell: {
    none: 'Notificações',
    unread_one: 'Notificações, {{count}} por ler',
    unread_other: 'Notificações, {{count}} por ler',
  },
  mark_all: 'Marcar tudo como lido',
  nothing: 'Nada de novo. O que outros mudarem e lhe disser respeito aparece aqui.',
  times: '{{count}} alterações',
  somebody: 'alguém',
  added: {
    trainee: 'Foi acrescentado a “{{title}}”, {{when}}.',
    trainer: '“{{title}}”, {{when}}, foi marcada para si.',
  },
  moved: '“{{title}}” passou de {{from}} para {{when}}.',
  cancelled: '“{{title}}”, {{when}}, foi cancelada.',
  completed: '“{{title}}” foi concluída.',
  reopened: '“{{title}}”, {{when}}, afinal realiza-se.',
  renamed: '“{{was}}” chama-se agora “{{title}}”.',
  link: '“{{title}}”, {{when}}, tem outra ligação para entrar.',
  trainer: '“{{title}}”, {{when}}, tem outro formador.',
  marked: 'Ficou registado como {{mark}} em “{{title}}”.',
  mark: { present: 'presente', late: 'atrasado', absent: 'ausente', excused: 'justificado' },
  roster_one: '“{{title}}” tem agora {{count}} formando.',
  roster_other: '“{{title}}” tem agora {{count}} formandos.',
  marks: 'Foram registadas presenças em “{{title}}”.',
  changed: '“{{title}}”, {{when}}, foi alterada.',
  gone: '“{{title}}”, {{when}}, já não está no seu plano.',
  assigned: {
    trainee: '{{person}} é agora o seu formador.',
    trainer: '{{person}} está agora a seu cargo.',
  },
  unassigned: {
    trainee: '{{person}} já não é o seu formador.',
    trainer: '{{person}} já não está a seu cargo.',
  },
  password: 'A palavra-passe de {{person}} foi reposta.',
  person: {
    one: '{{person}} foi acrescentado ({{role}}).',
    several: 'Foram acrescentadas {{count}} pessoas.',
  },
} satisfies Translated<typeof en>;
