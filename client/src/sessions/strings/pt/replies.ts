import type { Translated } from '@/i18n/types';
import type en from '../en/replies';

export default {
  reply: {
    title: 'A sua resposta',
    ask: 'Vai participar?',
    coming: 'Vou',
    not_coming: 'Não posso ir',
    withdraw: 'Retirar',
    seen_by: 'Só {{trainer}} e os administradores veem a sua resposta.',
    note: 'Nota para {{trainer}} (opcional)',
    send_note: 'Enviar nota',
    closed: 'A sessão já começou, por isso já não pode responder.',
    closed_replied: 'A sessão já começou, por isso já não pode alterar a resposta.',
    done: {
      coming: 'Contamos consigo em “{{title}}”.',
      not_coming: '“{{title}}”: {{trainer}} já vê que não pode ir.',
      withdrawn: '“{{title}}”: resposta retirada.',
      note: 'Nota enviada a {{trainer}}.',
      undone: '“{{title}}”: a sua resposta voltou ao que era.',
    },
    own: { coming: 'Vai', not_coming: 'Não pode ir' },
    theirs: { coming: 'Vem', not_coming: 'Não pode vir' },
    absent_one: '{{count}} não pode vir',
    absent_other: '{{count}} não podem vir',
  },
} satisfies Translated<typeof en>;
