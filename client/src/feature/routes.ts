import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  lazyRouteComponent,
  Outlet,
  useMatches,
} from '@tanstack/react-router';
import { type ComponentType, createElement } from 'react';
import type { Role } from '@/api/types';
import { requireOwnPassword } from '@/auth/guards';
import type { Label } from '@/i18n';

/** What every route's `beforeLoad` and `loader` get. */
export interface RouterContext {
  queries: QueryClient;
}

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** The page's name in the breadcrumbs; omitted for routes that are not pages themselves. */
    title?: Label;
    /** Who may see the page; if omitted, everybody who is signed in. */
    roles?: readonly Role[];
  }
}

/** A page whose code is loaded when it is opened. */
export const page = (load: () => Promise<{ default: unknown }>) =>
  lazyRouteComponent(load as () => Promise<{ default: ComponentType }>);

/**
 * The route at a depth: 1 for the shell or a page without it, 2 for a page in the shell. It is the key of the `Suspense`
 * around the page, so that the page before is gone while the next one is waited for. Without a key both would stay.
 */
export const useRouteAt = (depth: number) => useMatches({ select: (matches) => matches[depth]?.routeId });

const Root = () => createElement(Outlet, { key: useRouteAt(1) });

export const rootRoute = createRootRouteWithContext<RouterContext>()({ component: Root });

/** The parent of all pages in the shell: it requires a sign-in. The router adds the shell. */
export const appRoute = createRoute({ getParentRoute: () => rootRoute, id: '_app', beforeLoad: requireOwnPassword });
