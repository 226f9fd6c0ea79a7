import type { Translated } from '@/i18n/strings';
import type en from './en';

export default {
  title: 'Sessões',
  phase: {
    scheduled: 'Marcada',
    running: 'A decorrer',
    past: 'Por fechar',
    completed: 'Concluída',
    cancelled: 'Cancelada',
  },
  time: {
    in_zone: 'hora de {{zone}}',
    elsewhere: '{{time}}, hora de {{zone}}',
  },
} satisfies Translated<typeof en>;
