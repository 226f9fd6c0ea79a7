import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Role, User } from '@/api/types';
import { renderWithProviders } from '@/test/renderWithProviders';
import { AuthProvider } from './AuthContext';
import { authStore } from './authStore';
import { safeNext } from './guards';
import { ProtectedRoute } from './ProtectedRoute';

async function open(role: Role) {
  const user = { id: 1, version: 1, name: 'Ana Lima', first_name: 'Ana', role } as User;
  authStore.set({ token: 'a token', user, expiresAt: Date.now() + 60_000 });
  const root = createRootRoute({ component: ProtectedRoute });
  const route = createRoute({
    getParentRoute: () => root,
    path: '/',
    staticData: { roles: ['admin', 'trainer'] },
    component: () => 'The page',
  });
  const router = createRouter({ routeTree: root.addChildren([route]), history: createMemoryHistory() });
  renderWithProviders(
    <AuthProvider>
      <RouterProvider router={router as never} />
    </AuthProvider>,
  );
  await router.load();
}

test.each(['admin', 'trainer'] as const)('a page for their role opens for %s', async (role) => {
  await open(role);
  expect(await screen.findByText('The page')).toBeTruthy();
});

test('a page for other roles says so and offers the way home', async () => {
  await open('trainee');
  expect((await screen.findByRole('heading')).textContent).toBe('You don’t have access to this page');
  expect(screen.getByText(/available to your role \(Trainee\)/)).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Go to the home page' }).getAttribute('href')).toBe('/');
  expect(screen.queryByText('The page')).toBeNull();
});

test.each([
  ['/users/3?tab=log', '/users/3?tab=log'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['javascript:alert(1)', '/'],
  ['/login?next=/login', '/'],
  [undefined, '/'],
])('after the sign-in, %s leads to %s', (next, place) => expect(safeNext(next)).toBe(place));
