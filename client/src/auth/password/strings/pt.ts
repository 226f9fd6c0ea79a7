import type en from './en';

export default {
  forgot: {
    title: 'Esqueceu-se da palavra-passe?',
    lead: 'Enviamos-lhe uma ligação por e-mail para escolher outra.',
    submit: 'Enviar a ligação',
    done: 'Se existir uma conta com este nome ou endereço, vai receber uma ligação. Funciona uma vez, durante 30 minutos. Se não chegar, procure no correio não solicitado.',
    lead_file:
      'O correio não está configurado, por isso ninguém recebe ligações. Peça uma nova palavra-passe a um administrador.',
    done_file:
      'Se existir uma conta com este nome ou endereço, a ligação ficou num ficheiro no servidor: o correio não está configurado. Fale com um administrador.',
    back: 'Voltar a entrar',
  },
  missing: 'Abra de novo a ligação da mensagem: já não está no endereço desta página.',
  set: {
    title: 'Escolha a sua palavra-passe',
    lead: 'Entra já na sua conta aqui e sai dela em todos os outros dispositivos.',
    submit: 'Definir palavra-passe',
    done: 'A palavra-passe foi definida.',
    expired: 'Esta ligação já não funciona: foi usada, expirou ou foi enviada outra mais recente.',
    another: 'Pedir outra ligação',
  },
  confirm: {
    title: 'Confirme o seu endereço',
    lead: 'As mensagens passam a ir para lá e pode usá-lo para entrar.',
    submit: 'Confirmar endereço',
    done: 'O seu novo endereço de e-mail está confirmado.',
    expired:
      'Esta ligação já não funciona: foi usada, expirou ou a alteração foi cancelada. Pode pedir outra em A minha conta.',
    taken:
      'Entretanto, outra pessoa tem uma conta com este endereço. Escolha outro em A minha conta ou fale com um administrador.',
    account: 'A minha conta',
  },
} satisfies typeof en;
