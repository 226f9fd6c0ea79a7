import type { Translated } from '@/i18n/types';
import type en from './en';

export default {
  select: {
    searching: 'A pesquisar…',
    no_match: 'Ninguém encontrado. Tente parte do nome, do nome de utilizador ou do e-mail.',
    unresolved: 'Escolha alguém da lista ou limpe este campo.',
    failed: 'Não foi possível contactar o servidor. Tente de novo dentro de momentos.',
    clear: 'Limpar {{field}}',
    remove: 'Remover {{name}}',
    unknown: 'Pessoa {{id}}',
  },
} satisfies Translated<typeof en>;
