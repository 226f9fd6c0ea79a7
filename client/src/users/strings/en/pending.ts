export default {
  pending: {
    own_title: 'Your new address isn’t confirmed yet',
    own_text:
      'We’ve sent a link to {{address}}, which works for 24 hours. Until you follow it, your address stays {{email}}.',
    title: '{{name}}’s new address isn’t confirmed yet',
    text: 'A link was sent to {{address}}, which works for 24 hours. Until {{name}} follows it, the address stays {{email}}.',
    own_text_file:
      'Mail is not set up here, so no link was sent to {{address}}. Ask an admin for help. Until then, your address stays {{email}}.',
    text_file:
      'Mail is not set up, so the link for {{address}} is a file in the data folder of the server. Until it is followed, the address stays {{email}}.',
    filed: 'Mail is not set up: nothing was sent to {{address}}.',
    send: 'Send again',
    sent: 'Another link is on its way to {{address}}.',
    cancel: 'Cancel the change',
    cancelled: 'The address stays {{email}}.',
    limited: 'Too many links were sent. Try again in an hour.',
    over: 'There’s no address to confirm any more.',
  },
};
