import type { Translated } from '@/i18n/strings';
import type en from './en';

export default {
  account: {
    title: 'A minha conta',
    lead: 'Os seus dados, como os veem as pessoas com quem faz formação.',
    first_name: 'Nome próprio',
    last_name: 'Apelido',
    email: 'Endereço de e-mail',
    username: 'Nome de utilizador',
    username_hint: 'Um administrador pode alterá-lo.',
    role: 'Função',
    saved: 'Os seus dados foram guardados.',
    need_name: 'Indique 1 a 50 caracteres.',
    need_email: 'Indique um endereço de e-mail, por exemplo ana@example.org.',
    password_title: 'Palavra-passe',
    password_text: 'Escolha uma nova quando quiser. As suas outras sessões terminam nessa altura.',
    changed_elsewhere: 'Estes dados acabam de ser alterados noutro lado. Está a ver o que escreveu.',
    show_new: 'Mostrar os novos dados',
  },
  pick: {
    searching: 'A pesquisar…',
    nobody: 'Ninguém encontrado. Tente parte do nome, do nome de utilizador ou do e-mail.',
    failed: 'Não foi possível perguntar ao servidor. Tente de novo daqui a pouco.',
    clear: 'Limpar: {{field}}',
    remove: 'Remover {{name}}',
    number: 'Pessoa {{id}}',
  },
} satisfies Translated<typeof en>;
