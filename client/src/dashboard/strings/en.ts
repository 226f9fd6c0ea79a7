export default {
  home: {
    title: 'Home',
    hello: 'Hello, {{name}}',
    admin: 'People, sessions and attendance of your organisation, at a glance.',
    trainer: 'Your sessions and the trainees in your care.',
    trainee: 'Your next sessions, and how your training goes.',
  },
};
