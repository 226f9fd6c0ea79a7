export default {
  account: {
    title: 'My account',
    lead: 'Your details, as the people you train with see them.',
    first_name: 'First name',
    last_name: 'Last name',
    email: 'E-mail address',
    username: 'Username',
    username_hint: 'An admin can change it.',
    role: 'Role',
    saved: 'Your details are saved.',
    need_name: 'Enter 1 to 50 characters.',
    need_email: 'Enter an e-mail address, such as ana@example.org.',
    password_title: 'Password',
    password_text: 'Choose a new one whenever you like. Your other sign-ins end then.',
    changed_elsewhere: 'These details were just changed elsewhere. You are seeing what you typed.',
    show_new: 'Show the new details',
  },
};
