import { createFileRoute, redirect } from '@tanstack/react-router';
import { authStore } from '@/auth/authStore';
import { safeNext } from '@/auth/guards';
import LoginPage from '@/auth/LoginPage';

export const Route = createFileRoute('/login')({
  validateSearch: ({ next }): { next?: string } => (typeof next === 'string' ? { next } : {}),
  beforeLoad: ({ search }) => {
    if (authStore.get()) throw redirect({ to: safeNext(search.next) });
  },
  component: LoginPage,
});
