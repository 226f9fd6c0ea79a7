import type { Role } from '@/api/types';
import { authStore } from '@/auth/authStore';

/** The home page of each role. */
export const dashboards = {
  admin: () => import('./AdminDashboard'),
  trainer: () => import('./TrainerDashboard'),
  trainee: () => import('./TraineeDashboard'),
} satisfies Record<Role, unknown>;

/** For the route's loader: fetches the dashboard in parallel with the page around it. */
export function preloadDashboard() {
  const role = authStore.get()?.user.role;
  // Whatever fails here is retried, and reported, when the page is rendered.
  if (role) dashboards[role]().catch(() => undefined);
}
