import { IconUserCircle, IconUserPlus, IconUsers } from '@tabler/icons-react';
import type { Extension } from '@/shell/feature';

export default {
  menu: [
    {
      to: '/users',
      label: ['core', 'nav.users'],
      icon: IconUsers,
      order: 30,
      roles: ['admin', 'trainer'],
      letter: 'p',
    },
    { to: '/account', label: ['core', 'nav.account'], icon: IconUserCircle, order: 90, letter: 'm' },
  ],
  actions: [
    {
      id: 'users.create',
      label: ['core', 'action.new_user'],
      icon: IconUserPlus,
      roles: ['admin'],
      run: ({ navigate }) => navigate('/users?create=true'),
    },
  ],
  searches: [
    {
      id: 'users',
      label: ['core', 'nav.users'],
      roles: ['admin', 'trainer'],
      find: async (text, signal) => (await import('./model/searchPeople')).findPeople(text, signal),
    },
  ],
} satisfies Extension;
