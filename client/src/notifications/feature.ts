import { createRoute } from '@tanstack/react-router';
import type { Notification } from '@/api/types';
import type { Feature } from '@/feature/registry';
import { appRoute, page } from '@/feature/routes';
import { loadStrings } from '@/i18n';
import type { EntityChange } from '@/live/eventEffects';
import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';
import { notificationSearch } from './model/search';
import type en from './strings/en';

declare module '@/i18n/types' {
  interface Strings {
    notifications: typeof en;
  }
}

declare module '@/live/cacheRules' {
  interface Entities {
    notifications: Notification;
  }
}

declare module '@/live/events' {
  interface EventPayloads {
    notification: { id: number };
    notifications_removed: { ids: readonly number[] };
    notifications_read: { ids: readonly number[] } | { up_to: number };
  }
}

const all = createRoute({
  getParentRoute: () => appRoute,
  path: '/notifications',
  staticData: { title: { en: 'Notifications', pt: 'Notificações' } },
  validateSearch: notificationSearch,
  loader: () => loadStrings('notifications'),
  component: page(() => import('./page/NotificationsPage')),
});

/** The events carry ids alone. */
const readAgain = (): EntityChange[] => [{ of: 'notifications', added: true }];

export default {
  id: 'notifications',
  strings: { en: () => import('./strings/en'), pt: () => import('./strings/pt') },
  routes: [all],
  commands: () => import('./commands'),
  notifications: () => import('./kinds'),
  bar: [{ id: 'notifications', order: 10, component: lazyWithRetry(() => import('./bell/Bell')) }],
  events: {
    notification: readAgain,
    notifications_read: readAgain,
    notifications_removed: ({ ids }) => [{ of: 'notifications', removes: ({ id }) => ids.includes(id) }],
  },
} satisfies Feature;
