import type { QueryClient } from '@tanstack/react-query';
import { createRouter } from '@tanstack/react-router';
import type { Role } from '@/api/types';
import { routeTree } from '@/routeTree.gen';
import type { Label } from '@/shell/feature';
import { ErrorPage } from '@/shell/pages/ErrorPage';
import { NotFoundPage } from '@/shell/pages/NotFoundPage';
import { PageSkeleton } from '@/ui/feedback/skeletons';

/** What every route's `beforeLoad` and `loader` get. */
export interface RouterContext {
  queries: QueryClient;
}

export const makeRouter = (queries: QueryClient) =>
  createRouter({
    routeTree,
    basepath: '/app',
    context: { queries },
    defaultPreload: 'intent',
    // Queries know themselves how fresh they are.
    defaultPreloadStaleTime: 0,
    defaultPendingComponent: PageSkeleton,
    defaultPendingMs: 150,
    defaultPendingMinMs: 0,
    defaultErrorComponent: ErrorPage,
    defaultNotFoundComponent: NotFoundPage,
    scrollRestoration: true,
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }

  interface StaticDataRouteOption {
    /** The page's name in the breadcrumbs; left out for what is no place of its own. */
    title?: Label;
    /** Whom the page is for; left out: everybody who is signed in. */
    roles?: readonly Role[];
  }
}
