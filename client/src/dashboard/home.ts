import type { Role } from '@/api/types';
import { authStore } from '@/auth/authStore';

/** The page that each role begins with. */
export const dashboards = {
  admin: () => import('./AdminDashboard'),
  trainer: () => import('./TrainerDashboard'),
  trainee: () => import('./TraineeDashboard'),
} satisfies Record<Role, unknown>;

/** For the route's loader: the page comes together with the frame around it, not after it. */
export function fetchHome() {
  const role = authStore.get()?.user.role;
  // Whatever fails here is tried again, and told of, when the page is drawn.
  if (role) dashboards[role]().catch(() => undefined);
}
