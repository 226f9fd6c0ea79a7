import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, lazyRouteComponent, Outlet } from '@tanstack/react-router';
import type { ComponentType } from 'react';
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

export const rootRoute = createRootRouteWithContext<RouterContext>()({ component: Outlet });

/** The parent of all pages in the shell: it requires a sign-in. The router adds the shell. */
export const appRoute = createRoute({ getParentRoute: () => rootRoute, id: '_app', beforeLoad: requireOwnPassword });
