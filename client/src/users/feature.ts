import { IconUserCircle, IconUserPlus, IconUsers } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import type { PasswordRecord } from '@/api/types';
import type { Feature } from '@/feature/registry';
import { appRoute, page } from '@/feature/routes';
import { loadStrings } from '@/i18n';
import type { EntityChange } from '@/live/eventEffects';
import { personSearch, userSearch } from './model/search';
import type en from './strings/en';

declare module '@/i18n/types' {
  interface Strings {
    users: typeof en;
  }
}

declare module '@/live/cacheRules' {
  interface Entities {
    passwords: PasswordRecord;
  }
}

declare module '@/live/events' {
  interface EventPayloads {
    credentials_shared: { user_id: number; username: string; shared_by: number | null };
    password_changed: { user_id: number; action: string };
    password_reset: { user_id: number; action: string };
  }
}

const PEOPLE = { en: 'People', pt: 'Pessoas' };
const ACCOUNT = { en: 'My account', pt: 'A minha conta' };

const users = createRoute({
  getParentRoute: () => appRoute,
  path: '/users',
  staticData: { title: PEOPLE, roles: ['admin', 'trainer'] },
});
const list = createRoute({
  getParentRoute: () => users,
  path: '/',
  validateSearch: userSearch,
  loader: () => loadStrings('users'),
  component: page(() => import('./list/UsersPage')),
});
const person = createRoute({
  getParentRoute: () => users,
  path: '/$userId',
  // The page tells the breadcrumbs the person's name.
  validateSearch: personSearch,
  loader: () => loadStrings('users', 'assignments', 'sessions'),
  component: page(() => import('./person/PersonPage')),
});
const account = createRoute({ getParentRoute: () => appRoute, path: '/account', staticData: { title: ACCOUNT } });
const ownDetails = createRoute({
  getParentRoute: () => account,
  path: '/',
  loader: () => loadStrings('users'),
  component: page(() => import('./account/AccountPage')),
});
const password = createRoute({
  getParentRoute: () => account,
  path: '/password',
  staticData: { title: { en: 'Change password', pt: 'Alterar palavra-passe' } },
  component: page(() => import('@/auth/password/ChangePasswordPage')),
});

const passwordLogGrows = (): EntityChange[] => [{ of: 'passwords', added: true }];

export default {
  id: 'users',
  strings: { en: () => import('./strings/en'), pt: () => import('./strings/pt') },
  routes: [users.addChildren([list, person]), account.addChildren([ownDetails, password])],
  menu: [
    { to: '/users', label: PEOPLE, icon: IconUsers, order: 30, roles: ['admin', 'trainer'], letter: 'p' },
    { to: '/account', label: ACCOUNT, icon: IconUserCircle, order: 90, letter: 'm' },
  ],
  actions: [
    {
      id: 'users.create',
      label: { en: 'New person', pt: 'Nova pessoa' },
      words: { en: ['create person', 'add person', 'new user'], pt: ['criar pessoa', 'adicionar pessoa'] },
      icon: IconUserPlus,
      opensDialog: true,
      roles: ['admin'],
      run: ({ navigate }) => navigate('/users?create=true'),
    },
  ],
  searches: [
    {
      id: 'users',
      label: PEOPLE,
      icon: IconUsers,
      order: 10,
      roles: ['admin', 'trainer'],
      find: async (text, signal) => (await import('./model/searchPeople')).searchPeople(text, signal),
      all: (text) => `/users?q=${encodeURIComponent(text)}`,
    },
  ],
  commands: () => import('./commands'),
  events: {
    password_changed: passwordLogGrows,
    password_reset: passwordLogGrows,
    credentials_shared: () => [],
  },
} satisfies Feature;
