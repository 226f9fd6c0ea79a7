export default {
  title: 'Notifications',
};
