export default {
  forgot: {
    title: 'Forgot your password?',
    lead: 'We’ll mail you a link to choose a new one.',
    submit: 'Send the link',
    done: 'If there is an account with this name or address, a link is on its way. It works once, for 30 minutes. Look in your spam folder if it does not arrive.',
    lead_file: 'Mail is not set up here, so nobody gets a link. Ask an admin for a new password.',
    done_file:
      'If there is an account with this name or address, its link is a file on the server: mail is not set up. Ask an admin.',
    back: 'Back to sign in',
  },
  missing: 'Follow the link in the mail again: it’s no longer in the address of this page.',
  set: {
    title: 'Choose your password',
    lead: 'You will be signed in, and signed out everywhere else.',
    submit: 'Set password',
    done: 'Your password has been set.',
    expired: 'This link no longer works: it was used, has expired, or a newer one was sent.',
    another: 'Get another link',
  },
  confirm: {
    title: 'Confirm your email address',
    lead: 'Mails will go there, and you can sign in with it.',
    submit: 'Confirm address',
    done: 'Your new email address is confirmed.',
    expired:
      'This link no longer works: it was used, has expired, or the change was cancelled. You can have another link sent from My account.',
    taken:
      'Someone else has an account with this address by now. Choose another address under My account, or ask an admin.',
    account: 'My account',
  },
};
