import type { Translated } from '@/i18n/types';
import type en from './en';

export default {
  title: 'Organização',
  lead: 'O que se aplica a todos. As alterações têm efeito imediato.',
  fixed: 'Definido por quem opera esta instalação.',
  saved: 'As definições foram guardadas.',

  name: 'Nome',
  name_hint: 'Aparece na página de entrada, no topo de todas as páginas e nos relatórios.',

  logo: {
    title: 'Logótipo',
    hint: 'PNG, JPEG ou WebP, com 256 KiB no máximo. Todos o podem ver, também na página de entrada.',
    choose: 'Carregar um logótipo',
    replace: 'Substituir',
    remove: 'Remover',
    preview: 'O logótipo atual',
    none: 'Ainda sem logótipo',
    saved: 'O logótipo foi guardado.',
    removed: 'O logótipo foi removido.',
  },

  times: {
    title: 'Idioma e horas',
    language: 'Idioma',
    language_hint: 'Dos relatórios, da página de entrada e de quem não escolheu o seu.',
    time_zone: 'Fuso horário',
    time_zone_hint: 'Das novas sessões, das estatísticas e dos relatórios.',
    week_starts_on: 'A semana começa em',
    clock: 'Relógio',
    clock_24: '24 horas (13:30)',
    clock_12: '12 horas (1:30 da tarde)',
  },

  hours: {
    title: 'Horário de trabalho',
    text: 'Quando a sua organização costuma trabalhar.',
    row: 'Horário {{number}}',
    day: 'Dia da semana',
    from: 'Das',
    to: 'Às',
    remove: 'Remover o horário {{number}}',
    add: 'Adicionar um horário',
    none: 'Sem horário de trabalho.',
  },

  rules: {
    title: 'Regras',
    password_min_length: 'Comprimento mínimo da palavra-passe',
    password_min_length_hint: 'De 6 a 128. As palavras-passe existentes continuam válidas.',
    join_minutes_before: 'Acesso à sessão (minutos antes do início)',
    join_minutes_before_hint: 'Quando os formandos recebem a ligação para a sessão.',
    mail_from_name: 'Remetente das mensagens',
    mail_from_name_hint: 'Se ficar vazio, é o nome da organização.',
  },

  fields: {
    title: 'Campos próprios',
    text: 'Campos adicionais das pessoas e das sessões, como um departamento. Também aparecem nos relatórios.',
    none: 'Ainda sem campos próprios.',
    add: 'Adicionar um campo',
    legend: 'Campo {{number}}',
    label: 'Nome do campo',
    of: 'Pertence a',
    of_user: 'Pessoas',
    of_session: 'Sessões',
    type: 'Tipo',
    types: { text: 'Texto', number: 'Número', date: 'Data', boolean: 'Sim ou não', choice: 'Escolha' },
    options: 'Opções',
    options_hint: 'Uma por linha.',
    required: 'Obrigatório em novas entradas',
    key: 'Guardado como “{{key}}”',
    remove: 'Remover',
    remove_hint: 'Remover um campo oculta os seus valores. Voltam se adicionar um campo guardado com o mesmo nome.',
  },

  problem: {
    fixed_by_environment: 'Esta definição foi fixada por quem opera esta instalação.',
    logo_too_large: 'Esta imagem é demasiado grande. Um logótipo pode ter 256 KiB no máximo.',
    unsupported_image: 'Escolha uma imagem PNG, JPEG ou WebP com 4096 por 4096 píxeis no máximo.',
  },
} satisfies Translated<typeof en>;
