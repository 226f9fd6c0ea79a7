import { IconServerCog } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import type { Feature } from '@/feature/registry';
import { appRoute, page } from '@/feature/routes';
import { loadStrings } from '@/i18n';
import { outboxSearch } from './model/search';
import type en from './strings/en';

declare module '@/i18n/types' {
  interface Strings {
    system: typeof en;
  }
}

const SYSTEM = { en: 'System', pt: 'Sistema' };

const system = createRoute({
  getParentRoute: () => appRoute,
  path: '/system',
  staticData: { title: SYSTEM, roles: ['admin'] },
});
const mail = createRoute({
  getParentRoute: () => system,
  path: '/',
  validateSearch: outboxSearch,
  loader: () => loadStrings('system', 'people'),
  component: page(() => import('./mail/MailPage')),
});
const background = createRoute({
  getParentRoute: () => system,
  path: '/background',
  staticData: { title: { en: 'Background work', pt: 'Trabalho em segundo plano' } },
  loader: () => loadStrings('system'),
  component: page(() => import('./background/BackgroundPage')),
});

export default {
  id: 'system',
  strings: { en: () => import('./strings/en'), pt: () => import('./strings/pt') },
  routes: [system.addChildren([mail, background])],
  menu: [{ to: '/system', label: SYSTEM, icon: IconServerCog, order: 70, roles: ['admin'], letter: 'e' }],
  commands: () => import('./commands'),
  notifications: () => import('./notifications'),
} satisfies Feature;
