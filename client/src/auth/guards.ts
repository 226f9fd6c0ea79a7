import { redirect } from '@tanstack/react-router';
import { authStore } from './authStore';

/** A valid target for `?next=`: one of our own URLs, never another site, never the sign-in page. */
export function safeNext(next: unknown): string {
  if (typeof next !== 'string' || !next.startsWith('/') || /^\/[/\\]/.test(next) || next.startsWith('/login'))
    return '/';
  return next;
}

/** For a route's `beforeLoad`: redirects to the sign-in page and back, unless signed in. */
export function requireSignIn({ location }: { location: { href: string } }) {
  const signIn = authStore.get();
  if (!signIn) {
    const next = authStore.signOutReason() === 'signed_out' ? undefined : safeNext(location.href);
    throw redirect({ to: '/login', search: next && next !== '/' ? { next } : {} });
  }
  return signIn;
}

/** The same, and makes users replace a temporary password before anything else. */
export function requireOwnPassword({ location }: { location: { href: string } }) {
  if (requireSignIn({ location }).user.is_temporary_password) {
    throw redirect({ to: '/change-password', search: { next: safeNext(location.href) } });
  }
}
