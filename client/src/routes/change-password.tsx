import { createFileRoute, redirect } from '@tanstack/react-router';
import ForcedPasswordPage from '@/auth/ForcedPasswordPage';
import { requireSignIn, safeNext } from '@/auth/guards';

export const Route = createFileRoute('/change-password')({
  validateSearch: ({ next }): { next?: string } => (typeof next === 'string' ? { next } : {}),
  beforeLoad: ({ location, search }) => {
    if (!requireSignIn({ location }).user.is_temporary_password) throw redirect({ to: safeNext(search.next) });
  },
  component: ForcedPasswordPage,
});
