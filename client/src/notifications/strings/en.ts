export default {
  by: 'by {{name}}',
  title: 'Notifications',
  bell: {
    none: 'Notifications',
    unread_one: 'Notifications, {{count}} unread',
    unread_other: 'Notifications, {{count}} unread',
  },
  mark_all: 'Mark all as read',
  nothing: 'Nothing new. Changes that concern you appear here.',
  times: '{{count}} changes',
  somebody: 'someone',
};
