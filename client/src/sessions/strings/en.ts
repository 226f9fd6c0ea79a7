export default {
  title: 'Sessions',
  phase: {
    scheduled: 'Scheduled',
    running: 'Now',
    past: 'Not closed',
    completed: 'Completed',
    cancelled: 'Cancelled',
  },
  time: {
    in_zone: '{{zone}} time',
    elsewhere: '{{time}} {{zone}} time',
  },
};
