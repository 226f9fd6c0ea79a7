import type { Translated } from '@/i18n/types';
import type en from './en';

export default {
  title: 'Atribuições',
  lead_admin: 'Que formador acompanha que formando.',
  lead_trainer: 'Os formandos que acompanha.',
  search: 'Procurar formadores e formandos',
  search_own: 'Procurar os seus formandos',
  clear: 'Limpar a procura',
  trainers: 'Formadores',
  trainees: 'Formandos',
  since: 'Desde {{date}}',
  assign: 'Atribuir',
  remove: 'Retirar',
  assign_named: 'Atribuir {{name}}',
  remove_named: 'Retirar {{name}}',
  remove_from: 'Retirar {{student}} de {{teacher}}',
  assign_trainer: 'Atribuir formadores',
  assign_trainees: 'Atribuir formandos',
  assign_trainer_to: 'Atribuir um formador a {{name}}',
  assign_trainees_to: 'Atribuir formandos a {{name}}',
  no_trainer: 'Ainda ninguém acompanha {{name}}. Atribua um formador.',
  no_trainees: '{{name}} ainda não acompanha ninguém.',
  not_yours: 'Não acompanha {{name}}.',

  done: {
    assigned: '{{student}} fica a cargo de {{teacher}}.',
    removed: '{{student}} deixa de estar a cargo de {{teacher}}.',
  },

  dialog: {
    title_trainee: 'Formadores de {{name}}',
    title_trainer: 'Formandos de {{name}}',
    search_trainers: 'Procurar formadores por nome, utilizador ou e-mail',
    search_trainees: 'Procurar formandos por nome, utilizador ou e-mail',
    nobody_found: 'Ninguém encontrado. Tente uma parte do nome.',
    no_trainers: 'Ainda não há formadores. Crie um na lista de pessoas.',
    no_trainees: 'Ainda não há formandos. Crie um na lista de pessoas.',
    more: 'São mostrados {{shown}} de {{total}}. Escreva para encontrar os outros.',
    done: 'Concluído',
  },

  unassigned: {
    title: 'Sem formador',
    text_one: '{{count}} formando não está a cargo de ninguém.',
    text_other: '{{count}} formandos não estão a cargo de ninguém.',
    none: 'Todos os formandos têm formador.',
    none_found: 'Nenhum formando sem formador corresponde a «{{q}}».',
    more: 'Mostrar mais',
  },

  groups: {
    title: 'Por formador',
    found_title: 'Formandos encontrados',
    count_one: '{{count}} formando',
    count_other: '{{count}} formandos',
    nobody: 'Ainda ninguém',
    show_all: 'Mostrar todos ({{count}})',
    no_trainers: 'Ainda não há formadores.',
    none_found: 'Nenhum formador corresponde a «{{q}}».',
    nobody_found: 'Ninguém corresponde a «{{q}}».',
    create: 'Nova pessoa',
    own_none: 'Ainda não tem formandos a cargo. Um administrador pode atribuí-los.',
    more: 'Mostrar mais formadores',
  },
} satisfies Translated<typeof en>;
