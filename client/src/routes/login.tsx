import { createFileRoute, redirect } from '@tanstack/react-router';
import { safeNext } from '@/auth/guards';
import LoginPage from '@/auth/LoginPage';
import { authStore } from '@/auth/store';

export const Route = createFileRoute('/login')({
  validateSearch: ({ next }): { next?: string } => (typeof next === 'string' ? { next } : {}),
  beforeLoad: ({ search }) => {
    if (authStore.get()) throw redirect({ to: safeNext(search.next) });
  },
  component: LoginPage,
});
