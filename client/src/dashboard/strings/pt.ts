import type { Translated } from '@/i18n/strings';
import type en from './en';

export default {
  home: {
    title: 'Início',
    hello: 'Olá, {{name}}',
    admin: 'As pessoas, sessões e presenças da sua organização, num relance.',
    trainer: 'As suas sessões e os formandos a seu cargo.',
    trainee: 'As suas próximas sessões e o andamento da sua formação.',
  },
} satisfies Translated<typeof en>;
