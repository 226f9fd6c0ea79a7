// A small feature, as CONTRIBUTING describes it. Nothing outside this file knows about it.
import { IconCertificate } from '@tabler/icons-react';
import { QueryClient, queryOptions } from '@tanstack/react-query';
import { createMemoryHistory, createRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { act, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ApiProblem } from '@/api/problem';
import type { User } from '@/api/types';
import { AuthProvider } from '@/auth/AuthContext';
import { authStore } from '@/auth/authStore';
import type { NotificationKinds } from '@/feature/notificationKinds';
import { type Feature, featuresFor, loadNotificationKinds, registerFeatures } from '@/feature/registry';
import { appRoute, page, rootRoute } from '@/feature/routes';
import { loadStrings, setLanguage, text, useTranslation } from '@/i18n';
import { problemText } from '@/i18n/problemText';
import type { LiveEvent } from '@/live/events';
import { LiveCache } from '@/live/LiveCache';
import { liveList, registerLiveCache } from '@/live/queries';
import { Sidebar } from '@/shell/Sidebar';
import { renderWithProviders } from './renderWithProviders';

interface Certificate {
  id: number;
  version: number;
  title: string;
  trainee_id: number;
}

const en = {
  title: 'Certificates',
  year: 'Issued in {{year}}',
  notification: {
    label: 'You receive a certificate',
    issued: 'You received the certificate “{{title}}”',
    counted: '{{count}} certificates',
  },
  problem: { certificate_revoked: 'This certificate has been revoked.' },
};
const pt: typeof en = {
  title: 'Certificados',
  year: 'Emitidos em {{year}}',
  notification: {
    label: 'Recebe um certificado',
    issued: 'Recebeu o certificado “{{title}}”',
    counted: '{{count}} certificados',
  },
  problem: { certificate_revoked: 'Este certificado foi revogado.' },
};

declare module '@/i18n/types' {
  interface Strings {
    certificates: typeof en;
  }
}
declare module '@/live/cacheRules' {
  interface Entities {
    certificates: Certificate;
  }
}
declare module '@/live/events' {
  interface EventPayloads {
    certificate_issued: Certificate;
  }
}

const list = createRoute({
  getParentRoute: () => appRoute,
  path: '/certificates',
  staticData: { title: { en: 'Certificates', pt: 'Certificados' }, roles: ['admin', 'trainee'] },
  validateSearch: ({ year }): { year?: number } => (Number(year) > 0 ? { year: Number(year) } : {}),
  loader: () => loadStrings('certificates'),
  component: page(async () => ({ default: CertificatesPage })),
});

function CertificatesPage() {
  const { t } = useTranslation('certificates');
  const { year = 0 } = list.useSearch();
  return <h1>{t('year', { year })}</h1>;
}

const kinds = {
  certificate_issued: {
    icon: IconCertificate,
    group: 'other',
    roles: ['trainee'],
    label: () => text('certificates', 'notification.label'),
    sentence: ({ subject: { title } }) => text('certificates', 'notification.issued', { title }),
    counted: (count) => text('certificates', 'notification.counted', { count }),
    pathOf: () => '/certificates',
  },
} satisfies NotificationKinds;

const certificates = {
  id: 'certificates',
  strings: { en: async () => ({ default: en }), pt: async () => ({ default: pt }) },
  routes: [list],
  menu: [
    {
      to: '/certificates',
      label: { en: 'Certificates', pt: 'Certificados' },
      icon: IconCertificate,
      order: 45,
      roles: ['admin', 'trainee'],
    },
  ],
  actions: [
    {
      id: 'certificates.open',
      label: { en: 'Show certificates', pt: 'Mostrar certificados' },
      icon: IconCertificate,
      run: ({ navigate }) => navigate('/certificates'),
    },
  ],
  events: { certificate_issued: (certificate) => [{ of: 'certificates', upsert: certificate }] },
  notifications: async () => ({ default: kinds }),
} satisfies Feature;

registerFeatures([certificates]);

const userOf = (role: User['role']) =>
  ({ id: 7, version: 1, name: 'Ana Lima', first_name: 'Ana', last_name: 'Lima', role }) as User;
const FIRST_AID: Certificate = { id: 3, version: 1, title: 'First aid', trainee_id: 7 };
const issued = (data: Certificate) =>
  ({
    type: 'certificate_issued',
    data,
    position: 'p1',
    id: 'e1',
    at: '2026-05-04T10:00:00Z',
    actor_id: 1,
  }) as LiveEvent;

beforeEach(() => authStore.set({ token: 'a token', user: userOf('trainee'), expiresAt: Date.now() + 60_000 }));
afterEach(async () => act(() => setLanguage('en')));

async function open(address: string) {
  const router = createRouter({
    routeTree: rootRoute.addChildren([appRoute.addChildren(certificates.routes)]),
    history: createMemoryHistory({ initialEntries: [address] }),
    context: { queries: new QueryClient() },
    InnerWrap: ({ children }) => (
      <AuthProvider>
        <Sidebar isCollapsed={false} />
        {children}
      </AuthProvider>
    ),
  });
  renderWithProviders(<RouterProvider router={router as never} />);
  await waitFor(() => expect(router.state.status).toBe('idle'));
}

test('its page opens at its address, with its search parameters and strings', async () => {
  await open('/certificates?year=2026');
  expect((await screen.findByRole('heading')).textContent).toBe('Issued in 2026');
  await act(() => setLanguage('pt'));
  await waitFor(() => expect(screen.getByRole('heading').textContent).toBe('Emitidos em 2026'));
});

test('the menu shows it, in the reader’s language, to the roles it is for', async () => {
  await open('/certificates');
  const menu = () => screen.getAllByRole('link').map(({ textContent }) => textContent);
  expect(menu()).toContain('Certificates');
  await act(() => setLanguage('pt'));
  await waitFor(() => expect(menu()).toContain('Certificados'));
  const entries = (role: User['role']) => featuresFor(userOf(role)).menu.map(({ to }) => to);
  expect(entries('trainer')).not.toContain('/certificates');
});

test('the command bar has its command', () => {
  const { actions } = featuresFor(userOf('trainer'));
  const visited: string[] = [];
  actions.find(({ id }) => id === 'certificates.open')?.run({ navigate: (to) => visited.push(to) });
  expect(visited).toEqual(['/certificates']);
});

test('an event changes what its queries hold, without asking the server again', async () => {
  const queries = new QueryClient();
  const cache = new LiveCache(queries);
  registerLiveCache(queries, cache);
  let asked = 0;
  const ask = async () => {
    asked += 1;
    return { data: [] as Certificate[], response: new Response(null, { headers: { 'X-Total-Count': '0' } }) };
  };
  const all = queryOptions(
    liveList('certificates', {}, ask, { matches: () => true, compare: (a, b) => a.id - b.id }) as never,
  );
  await queries.fetchQuery(all as never);
  cache.apply(issued(FIRST_AID));
  expect(queries.getQueryData(all.queryKey as readonly unknown[])).toMatchObject({ items: [FIRST_AID], total: 1 });
  expect(asked).toBe(1);
});

test('its kind of notification is among the others, in words', async () => {
  const kind = (await loadNotificationKinds()).certificate_issued;
  const subject = { type: 'certificate', id: 3, title: 'First aid' };
  const told = { id: 1, kind: 'certificate_issued', subject, actor: null, changes: [], created_at: '', read_at: null };
  expect(kind?.sentence(told, userOf('trainee'))).toBe('You received the certificate “First aid”');
  expect(kind?.counted(2)).toBe('2 certificates');
});

test('its problems have texts in every language', async () => {
  await loadStrings('certificates');
  await act(() => setLanguage('pt'));
  const problem = new ApiProblem(
    { status: 409, code: 'certificate_revoked', detail: 'Revoked.' } as never,
    new Headers(),
  );
  expect(problemText(problem, (key) => text('core', key))).toBe('Este certificado foi revogado.');
});
