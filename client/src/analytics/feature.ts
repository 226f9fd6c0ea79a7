import { IconChartBar } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import type { Feature } from '@/feature/registry';
import { appRoute, page } from '@/feature/routes';
import { loadStrings } from '@/i18n';
import { analyticsSearch } from './search';
import type en from './strings/en';

declare module '@/i18n/types' {
  interface Strings {
    analytics: typeof en;
  }
}

const ANALYTICS = { en: 'Analytics', pt: 'Estatísticas' };

const overview = createRoute({
  getParentRoute: () => appRoute,
  path: '/analytics',
  staticData: { title: ANALYTICS, roles: ['admin', 'trainer'] },
  validateSearch: analyticsSearch,
  loader: () => loadStrings('analytics', 'sessions'),
  component: page(() => import('./AnalyticsPage')),
});

export default {
  id: 'analytics',
  strings: { en: () => import('./strings/en'), pt: () => import('./strings/pt') },
  routes: [overview],
  commands: () => import('./commands'),
  menu: [
    { to: '/analytics', label: ANALYTICS, icon: IconChartBar, order: 50, roles: ['admin', 'trainer'], letter: 'y' },
  ],
} satisfies Feature;
