import type en from './en';
import type { Translated } from './types';

export default {
  product: 'Sistema de Gestão de Formação',
  short_name: 'Formação',
  loading: 'A carregar…',
  toasts: 'Avisos',
  skip_to_content: 'Saltar para o conteúdo',
  deleted_user: 'Pessoa eliminada',
  zone_unknown: 'O seu navegador não sabe em que fuso horário está, por isso as horas estão em UTC.',
  zone_time: 'hora {{zone}}',
  /** Cidades com outro nome em português, pelo nome que têm nos fusos horários; com o artigo, as que o têm. */
  cities:
    'Accra: Acra, Addis_Ababa: Adis Abeba, Algiers: Argel, Amman: Amã, Amsterdam: Amesterdão, Anguilla: Anguila, ' +
    'Asuncion: Assunção, Athens: Atenas, Azores: os Açores, Baghdad: Bagdade, Bahia: a Bahia, Baku: Bacu, ' +
    'Bangkok: Banguecoque, Beirut: Beirute, Belem: Belém, Belgrade: Belgrado, Berlin: Berlim, ' +
    'Bermuda: as Bermudas, Bogota: Bogotá, Brussels: Bruxelas, Bucharest: Bucareste, Budapest: Budapeste, ' +
    'Cairo: o Cairo, Calcutta: Calcutá, Canary: as Canárias, Cape_Verde: Cabo Verde, Cayenne: Caiena, ' +
    'Chisinau: Quichinau, Copenhagen: Copenhaga, Costa_Rica: a Costa Rica, Cuiaba: Cuiabá, Curacao: Curaçau, ' +
    'Dakar: Dacar, Damascus: Damasco, Dhaka: Daca, Dili: Díli, Dubai: o Dubai, Faroe: as Faroé, ' +
    'Guatemala: a Guatemala, Helsinki: Helsínquia, Saigon: Ho Chi Minh, Isle_of_Man: a Ilha de Man, ' +
    'Istanbul: Istambul, Jakarta: Jacarta, Jamaica: a Jamaica, Jerusalem: Jerusalém, Johannesburg: Joanesburgo, ' +
    'Kabul: Cabul, Karachi: Carachi, Kathmandu: Catmandu, Katmandu: Catmandu, Kyiv: Kiev, Kolkata: Calcutá, ' +
    'Kuwait: o Kuwait, Lisbon: Lisboa, Ljubljana: Liubliana, London: Londres, Luxembourg: o Luxemburgo, ' +
    'Maceio: Maceió, Madeira: a Madeira, Maldives: as Maldivas, Martinique: a Martinica, Mauritius: a Maurícia, ' +
    'Mexico_City: a Cidade do México, Mogadishu: Mogadíscio, Monaco: o Mónaco, Monrovia: Monróvia, ' +
    'Montevideo: Montevideu, Moscow: Moscovo, Muscat: Mascate, Ndjamena: N’Djamena, New_York: Nova Iorque, ' +
    'Nicosia: Nicósia, Panama: o Panamá, Prague: Praga, Puerto_Rico: Porto Rico, Qatar: o Catar, ' +
    'Reunion: a Reunião, Reykjavik: Reiquiavique, Riyadh: Riade, Rome: Roma, San_Marino: São Marinho, ' +
    'Sao_Paulo: São Paulo, Sao_Tome: São Tomé, Sarajevo: Saraievo, Seoul: Seul, Shanghai: Xangai, ' +
    'Singapore: Singapura, Sofia: Sófia, Stockholm: Estocolmo, Taipei: Taipé, Tallinn: Taline, ' +
    'Tashkent: Tasquente, Tbilisi: Tbilissi, Tehran: Teerão, Tirane: Tirana, Tokyo: Tóquio, Tripoli: Trípoli, ' +
    'Tunis: Tunes, Ulaanbaatar: Ulã Bator, Vatican: o Vaticano, Vienna: Viena, Vietnam: o Vietname, ' +
    'Vilnius: Vílnius, Warsaw: Varsóvia, Yerevan: Erevã, Zurich: Zurique',
  role: { admin: 'Administrador', trainer: 'Formador', trainee: 'Formando' },

  answer: { yes: 'Sim', no: 'Não' },

  action: {
    new_user: 'Nova pessoa',
    new_session: 'Nova sessão',
    edit: 'Editar',
    delete: 'Eliminar',
    cancel: 'Cancelar',
    close: 'Fechar',
    save: 'Guardar',
    try_again: 'Tentar de novo',
    reload: 'Recarregar a página',
    go_home: 'Ir para a página inicial',
    clear_search: 'Limpar a pesquisa',
    sign_out: 'Sair',
    undo: 'Anular',
    copy: 'Copiar',
    copied: 'Copiado',
  },

  list: {
    pages: 'Páginas',
    shown: '{{first}}–{{last}} de {{total}}',
    previous: 'Anterior',
    next: 'Seguinte',
    filters: 'Filtros',
    filters_set: 'Filtros ({{count}})',
  },

  nav: {
    label: 'Menu principal',
    open: 'Abrir o menu',
    close: 'Fechar o menu',
    collapse: 'Recolher o menu',
    expand: 'Expandir o menu',
    breadcrumbs: 'Localização',
    home: 'Início',
  },

  user_menu: {
    label: 'Menu da conta de {{name}}',
    account: 'A minha conta',
    password: 'Alterar palavra-passe',
    theme: 'Aspeto',
    light: 'Claro',
    dark: 'Escuro',
    auto: 'Igual ao dispositivo',
    language: 'Idioma',
  },

  live: {
    live: 'Em direto',
    live_hint: 'As alterações aparecem no momento em que acontecem.',
    catching_up: 'A atualizar…',
    catching_up_hint: 'Ligado. A obter as últimas alterações.',
    offline: 'Sem ligação',
    as_of: 'às {{time}}',
    offline_hint:
      'Sem ligação ao servidor. Está a ver os dados das {{time}}. A restabelecer a ligação automaticamente.',
    never_hint: 'Ainda sem ligação ao servidor. A restabelecer a ligação automaticamente.',
    banner: 'Está sem ligação. Nada do que escreveu se perde; pode guardar assim que a ligação voltar.',
  },

  sign_in: {
    title: 'Entrar',
    lead: 'Damos-lhe as boas-vindas. Planeie a formação, registe presenças e acompanhe tudo em direto.',
    username: 'Nome de utilizador ou e-mail',
    password: 'Palavra-passe',
    show_password: 'Mostrar a palavra-passe',
    hide_password: 'Ocultar a palavra-passe',
    submit: 'Entrar',
    wrong:
      'Nome de utilizador ou palavra-passe incorretos. Verifique ambos; a palavra-passe distingue maiúsculas de minúsculas.',
    throttled_one: 'Demasiadas tentativas. Tente de novo dentro de {{count}} segundo.',
    throttled_other: 'Demasiadas tentativas. Tente de novo dentro de {{count}} segundos.',
    help: 'Não tem conta ou esqueceu a palavra-passe? Fale com um administrador da sua organização.',
    forgot: 'Esqueceu-se da palavra-passe?',
    again_title: 'Entrar de novo',
    again_text: 'A página fica como está e nada do que escreveu se perde.',
    password_of: 'Palavra-passe de {{name}}',
    need_username: 'Indique o seu nome de utilizador ou e-mail.',
    need_password: 'Indique a sua palavra-passe.',
    reason: {
      signed_out: 'Saiu da sua conta.',
      elsewhere: 'Saiu da sua conta noutro separador.',
      ended:
        'O seu acesso terminou porque a palavra-passe foi alterada, porque o terminou noutro dispositivo ou porque esteve ausente demasiado tempo.',
      expired: 'O seu acesso expirou. Volte a entrar.',
    },
  },

  password: {
    title: 'Alterar palavra-passe',
    forced_title: 'Escolha a sua palavra-passe',
    forced_lead: 'Entrou com uma palavra-passe temporária. Escolha a sua para continuar.',
    lead: 'Ao alterar a palavra-passe, sai da sua conta em todos os outros dispositivos.',
    current: 'Palavra-passe atual',
    new: 'Nova palavra-passe',
    repeat: 'Repita a nova palavra-passe',
    submit: 'Guardar palavra-passe',
    done: 'Palavra-passe alterada.',
    need_current: 'Indique a sua palavra-passe atual.',
    differs: 'As palavras-passe não coincidem.',
    is_name: 'A palavra-passe não pode ser o seu nome de utilizador nem o seu e-mail.',
    wrong_current: 'Esta não é a sua palavra-passe atual.',
    strength: 'Segurança: {{level}}',
    level: { empty: 'ainda nenhuma', weak: 'fraca', fair: 'razoável', good: 'boa', strong: 'forte' },
    advice: 'Quanto mais longa, mais segura: algumas palavras sem relação entre si são uma boa palavra-passe.',
  },

  page: {
    forbidden_title: 'Não tem acesso a esta página',
    forbidden_text: 'Esta página não está disponível para a sua função ({{role}}).',
    missing_title: 'Página não encontrada',
    missing_text: 'O endereço pode estar errado, ou a página já não existe.',
    chunk_title: 'Não foi possível carregar esta página',
    chunk_text: 'Não é possível contactar o servidor. A página abre assim que a ligação voltar.',
    chunk_away: 'Não é possível contactar o servidor. Abre assim que a ligação voltar; a sua página fica como está.',
    newer: 'Está disponível uma nova versão. Guarde o que escreveu e recarregue a página.',
    broken_title: 'Algo correu mal nesta página',
    broken_text: 'O erro é nosso, não seu. Recarregar a página costuma resolver.',
    failed_title: 'Não foi possível carregar',
    gone_title: 'Já não está disponível',
  },

  error: {
    unreachable: 'Não é possível contactar o servidor. Verifique a ligação e tente de novo.',
    retrying: 'Não é possível contactar o servidor. Verifique a ligação. A tentar de novo automaticamente.',
    unexpected: 'Ocorreu um erro inesperado.',
    request_id: 'Se continuar a acontecer, comunique o identificador deste pedido: {{id}}',
    title: 'Não foi possível concluir',
  },

  leave: {
    title: 'Sair sem guardar?',
    text: 'O que escreveu não foi guardado.',
    keep: 'Continuar a editar',
    discard: 'Descartar',
    restored: 'Recuperámos o que tinha escrito.',
    start_over: 'Recomeçar',
    outdated: 'Outra pessoa acabou de alterar isto. O que escreveu continua aqui.',
    show_new: 'Mostrar a nova versão',
  },

  version_conflict: {
    title: 'Outra pessoa alterou isto',
    text: 'Escolha a versão a manter. Só são mostradas as diferenças.',
    field: 'Campo',
    mine: 'A sua',
    theirs: 'A da outra pessoa',
    keep_mine: 'Manter a minha',
    take_theirs: 'Usar a da outra pessoa',
    empty: '(vazio)',
  },

  palette: {
    open: 'Pesquisa e comandos',
    placeholder: 'Pesquise ou escreva um comando…',
    nothing: 'Sem resultados.',
    pages: 'Páginas',
    recent: 'Recentes',
    all: '{{label}} com “{{text}}”',
    more: 'Mais comandos',
    best: 'Melhor correspondência',
    count_one: '{{count}} resultado',
    count_other: '{{count}} resultados',
    actions: 'Ações',
  },

  help: {
    title: 'Atalhos de teclado',
    palette: 'Pesquisa e comandos',
    help: 'Atalhos de teclado',
    and_then: 'depois',
    go_to: 'Ir para {{page}}',
  },

  problem: {
    password_common: 'Esta palavra-passe é fácil de adivinhar. Escolha outra.',
    password_unchanged: 'Esta é a sua palavra-passe temporária. Escolha uma sua.',
    password_expired: 'Esta palavra-passe temporária é demasiado antiga. Peça uma nova a um administrador.',
    busy: 'Há demasiadas pessoas a entrar neste momento. Tente de novo dentro de momentos.',
    forbidden: 'Não tem permissão para o fazer.',
    not_found: 'Isto não existe, ou não o pode ver.',
    stale_version: 'Outra pessoa alterou isto.',
    validation_failed: 'Alguns campos não são válidos.',
    body_too_large: 'Isto é demasiado grande.',
    too_many_attempts: 'Demasiadas tentativas. Aguarde um momento.',
    unavailable: 'O servidor ou a base de dados está indisponível de momento. Tente de novo dentro de momentos.',
    internal_error: 'Algo correu mal do nosso lado.',
    password_change_required: 'Escolha primeiro a sua palavra-passe.',
  },
} satisfies Translated<typeof en>;
