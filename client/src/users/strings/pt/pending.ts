import type { Translated } from '@/i18n/types';
import type en from '../en/pending';

export default {
  pending: {
    own_title: 'O seu novo endereço ainda não está confirmado',
    own_text:
      'Enviámos uma ligação para {{address}}, que funciona durante 24 horas. Até a abrir, o seu endereço continua a ser {{email}}.',
    title: 'O novo endereço de {{name}} ainda não está confirmado',
    text: 'Foi enviada uma ligação para {{address}}, que funciona durante 24 horas. Até {{name}} a abrir, o endereço continua a ser {{email}}.',
    own_text_file:
      'O correio não está configurado, por isso não foi enviada nenhuma ligação para {{address}}. Peça ajuda a um administrador. Até lá, o seu endereço continua a ser {{email}}.',
    text_file:
      'O correio não está configurado, por isso a ligação para {{address}} ficou num ficheiro na pasta de dados do servidor. Até ser aberta, o endereço continua a ser {{email}}.',
    filed: 'O correio não está configurado: nada foi enviado para {{address}}.',
    send: 'Enviar de novo',
    sent: 'Foi enviada outra ligação para {{address}}.',
    cancel: 'Cancelar a alteração',
    cancelled: 'O endereço continua a ser {{email}}.',
    limited: 'Foram enviadas demasiadas ligações. Tente de novo dentro de uma hora.',
    over: 'Já não há nenhum endereço por confirmar.',
  },
} satisfies Translated<typeof en>;
