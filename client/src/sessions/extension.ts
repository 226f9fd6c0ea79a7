import { IconCalendar, IconCalendarPlus, IconListDetails } from '@tabler/icons-react';
import type { Extension } from '@/shell/feature';

export default {
  menu: [
    { to: '/calendar', label: ['core', 'nav.calendar'], icon: IconCalendar, order: 10, letter: 'c' },
    { to: '/sessions', label: ['core', 'nav.sessions'], icon: IconListDetails, order: 20, letter: 's' },
  ],
  actions: [
    {
      id: 'sessions.create',
      label: ['core', 'action.new_session'],
      icon: IconCalendarPlus,
      shortcut: 'n',
      roles: ['admin', 'trainer'],
      run: ({ navigate }) => navigate('/sessions?create=true'),
    },
  ],
  searches: [
    {
      id: 'sessions',
      label: ['core', 'nav.sessions'],
      find: async (text, signal) => (await import('./model/searchSessions')).findSessions(text, signal),
    },
  ],
} satisfies Extension;
