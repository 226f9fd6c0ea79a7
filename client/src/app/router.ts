import type { QueryClient } from '@tanstack/react-query';
import { createRoute, createRouter, redirect } from '@tanstack/react-router';
import { authStore } from '@/auth/authStore';
import { requireSignIn, safeNext } from '@/auth/guards';
import { registerPasswordStrings } from '@/auth/password/strings';
import { type Feature, registerFeatures } from '@/feature/registry';
import { appRoute, page, rootRoute } from '@/feature/routes';
import { loadStrings } from '@/i18n';
import { parseSearch, stringifySearch } from '@/lib/searchParams';
import { ErrorPage } from '@/shell/pages/ErrorPage';
import { PageSkeleton } from '@/ui/feedback/skeletons';
import * as features from './features';

type Features = typeof features;
type RoutesOf<F> = F extends { routes: readonly (infer R)[] } ? R : never;
type FeatureRoute = { [Name in keyof Features]: RoutesOf<Features[Name]> }[keyof Features];

const all: readonly Feature[] = Object.values(features);
registerFeatures(all);
registerPasswordStrings();

const parseNext = ({ next }: Record<string, unknown>): { next?: string } => (typeof next === 'string' ? { next } : {});

const login = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  validateSearch: parseNext,
  beforeLoad: ({ search }) => {
    if (authStore.get()) throw redirect({ to: safeNext(search.next) as '/' });
  },
  component: page(() => import('@/auth/LoginPage')),
});
const changePassword = createRoute({
  getParentRoute: () => rootRoute,
  path: '/change-password',
  validateSearch: parseNext,
  beforeLoad: ({ location, search }) => {
    if (!requireSignIn({ location }).user.is_temporary_password) throw redirect({ to: safeNext(search.next) as '/' });
  },
  component: page(() => import('@/auth/password/ForcedPasswordPage')),
});
const forgotPassword = createRoute({
  getParentRoute: () => rootRoute,
  path: '/forgot-password',
  loader: () => loadStrings('passwords'),
  component: page(() => import('@/auth/password/ForgotPasswordPage')),
});
const setPassword = createRoute({
  getParentRoute: () => rootRoute,
  path: '/set-password',
  loader: () => loadStrings('passwords'),
  component: page(() => import('@/auth/password/SetPasswordPage')),
});
const confirmEmail = createRoute({
  getParentRoute: () => rootRoute,
  path: '/confirm-email',
  loader: () => loadStrings('passwords'),
  component: page(() => import('@/auth/password/ConfirmEmailPage')),
});
const notFound = createRoute({
  getParentRoute: () => appRoute,
  path: '$',
  component: page(() => import('@/shell/pages/NotFoundPage')),
});

appRoute.update({ component: page(() => import('@/shell/Layout')) });

const featureRoutes = all.flatMap(({ routes = [] }) => routes) as FeatureRoute[];
const routeTree = rootRoute.addChildren([
  login,
  changePassword,
  forgotPassword,
  setPassword,
  confirmEmail,
  appRoute.addChildren([notFound, ...featureRoutes]),
]);

export const makeRouter = (queries: QueryClient) =>
  createRouter({
    routeTree,
    basepath: '/app',
    parseSearch,
    stringifySearch,
    context: { queries },
    defaultPreload: 'intent',
    // Queries decide themselves whether they are fresh.
    defaultPreloadStaleTime: 0,
    defaultPendingComponent: PageSkeleton,
    defaultPendingMs: 150,
    defaultPendingMinMs: 0,
    defaultErrorComponent: ErrorPage,
    scrollRestoration: true,
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
