import { IconHome } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import type { Feature } from '@/feature/registry';
import { appRoute, page } from '@/feature/routes';
import { loadStrings } from '@/i18n';
import { preloadDashboard } from './dashboards';
import type en from './strings/en';

declare module '@/i18n/types' {
  interface Strings {
    dashboard: typeof en;
  }
}

const home = createRoute({
  getParentRoute: () => appRoute,
  path: '/',
  loader: () => {
    preloadDashboard();
    return loadStrings('dashboard', 'sessions');
  },
  component: page(() => import('./HomePage')),
});

export default {
  id: 'dashboard',
  strings: { en: () => import('./strings/en'), pt: () => import('./strings/pt') },
  routes: [home],
  menu: [{ to: '/', label: { en: 'Home', pt: 'Início' }, icon: IconHome, order: 0, letter: 'h' }],
} satisfies Feature;
