import { createRoute } from '@tanstack/react-router';
import type { Feature } from '@/feature/registry';
import { appRoute, page } from '@/feature/routes';
import { loadStrings } from '@/i18n';

const gallery = () =>
  createRoute({
    getParentRoute: () => appRoute,
    path: '/gallery',
    loader: () => loadStrings('sessions', 'people', 'analytics', 'users'),
    component: page(() => import('./GalleryPage')),
  });

/** Every part of the design language on one page. Development builds have it, the product does not. */
export default {
  id: 'gallery',
  routes: import.meta.env.MODE === 'production' ? [] : [gallery()],
} satisfies Feature;
