import type { Translated } from '@/i18n/types';
import type en from './en';

export default {
  title: 'Atribuições',
  lead_admin: 'Que formador é responsável por que formando.',
  lead_trainer: 'Os formandos que lhe estão atribuídos.',
  search: 'Pesquisar formadores e formandos',
  search_own: 'Pesquisar os seus formandos',
  trainers: 'Formadores',
  trainees: 'Formandos',
  since: 'Desde {{date}}',
  assign: 'Atribuir',
  remove: 'Retirar',
  assign_named: 'Atribuir {{name}}',
  remove_named: 'Retirar {{name}}',
  remove_from: 'Retirar {{student}} a {{teacher}}',
  assign_trainer: 'Atribuir formadores',
  assign_trainees: 'Atribuir formandos',
  assign_trainer_to: 'Atribuir um formador a {{name}}',
  assign_trainees_to: 'Atribuir formandos a {{name}}',
  no_trainer: '{{name}} ainda não tem formador. Atribua um.',
  no_trainees: '{{name}} ainda não tem formandos.',
  not_yours: '{{name}} não lhe está atribuído.',

  done: {
    assigned: '{{student}} ficou com {{teacher}}.',
    removed: '{{student}} já não está com {{teacher}}.',
  },

  modal: {
    title_trainee: 'Formadores de {{name}}',
    title_trainer: 'Formandos de {{name}}',
    search_trainers: 'Pesquisar formadores por nome, nome de utilizador ou e-mail',
    search_trainees: 'Pesquisar formandos por nome, nome de utilizador ou e-mail',
    no_match: 'Ninguém encontrado. Tente parte do nome.',
    no_trainers: 'Ainda não há formadores. Crie um em Pessoas.',
    no_trainees: 'Ainda não há formandos. Crie um em Pessoas.',
    more: 'São mostrados {{shown}} de {{total}}. Escreva para encontrar os outros.',
    done: 'Concluído',
  },

  unassigned: {
    title: 'Sem formador',
    text_one: '{{count}} formando não tem formador.',
    text_other: '{{count}} formandos não têm formador.',
    none: 'Todos os formandos têm formador.',
    no_match: 'Nenhum formando sem formador corresponde a “{{q}}”.',
    more: 'Mostrar mais',
  },

  groups: {
    title: 'Por formador',
    found_title: 'Formandos encontrados',
    count_one: '{{count}} formando',
    count_other: '{{count}} formandos',
    empty: 'Ainda sem formandos',
    show_all: 'Mostrar todos ({{count}})',
    no_trainers: 'Ainda não há formadores.',
    no_trainer_match: 'Nenhum formador corresponde a “{{q}}”.',
    no_match: 'Ninguém corresponde a “{{q}}”.',
    create: 'Nova pessoa',
    own_none: 'Ainda não tem formandos. Um administrador pode atribuir-lhe formandos.',
    more: 'Mostrar mais formadores',
  },

  problem: {
    already_assigned: 'Este formando já está atribuído a este formador.',
    has_assignments: 'Esta pessoa tem atribuições. Retire-as primeiro.',
  },
} satisfies Translated<typeof en>;
