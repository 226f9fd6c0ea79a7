import { IconBuilding } from '@tabler/icons-react';
import { createRoute } from '@tanstack/react-router';
import type { Organisation } from '@/api/types';
import type { Feature } from '@/feature/registry';
import { appRoute, page } from '@/feature/routes';
import { loadStrings } from '@/i18n';
import { asItem } from '@/shell/organisation/organisationItem';
import type en from './strings/en';

declare module '@/i18n/types' {
  interface Strings {
    organisation: typeof en;
  }
}

declare module '@/live/events' {
  interface EventPayloads {
    organisation_updated: Organisation;
  }
}

const ORGANISATION = { en: 'Organisation', pt: 'Organização' };

const settings = createRoute({
  getParentRoute: () => appRoute,
  path: '/organisation',
  staticData: { title: ORGANISATION, roles: ['admin'] },
  loader: () => loadStrings('organisation'),
  component: page(() => import('./OrganisationPage')),
});

export default {
  id: 'organisation',
  strings: { en: () => import('./strings/en'), pt: () => import('./strings/pt') },
  routes: [settings],
  menu: [{ to: '/organisation', label: ORGANISATION, icon: IconBuilding, order: 60, roles: ['admin'], letter: 'o' }],
  events: { organisation_updated: (organisation) => [{ of: 'organisation', upsert: asItem(organisation) }] },
} satisfies Feature;
