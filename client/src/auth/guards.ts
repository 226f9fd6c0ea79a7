import { redirect } from '@tanstack/react-router';
import { authStore } from './authStore';

/** Where `?next=` may lead: to an address of ours, never to another site, never back to the sign-in. */
export function safeNext(next: unknown): string {
  if (typeof next !== 'string' || !next.startsWith('/') || /^\/[/\\]/.test(next) || next.startsWith('/login'))
    return '/';
  return next;
}

/** For a route's `beforeLoad`: whoever is not signed in signs in first, and comes back. */
export function requireSignIn({ location }: { location: { href: string } }) {
  const signIn = authStore.get();
  if (!signIn) {
    const next = authStore.signOutReason() === 'signed_out' ? undefined : safeNext(location.href);
    throw redirect({ to: '/login', search: next && next !== '/' ? { next } : {} });
  }
  return signIn;
}

/** The same, and a temporary password is replaced before anything else. */
export function requireOwnPassword({ location }: { location: { href: string } }) {
  if (requireSignIn({ location }).user.is_temporary_password) {
    throw redirect({ to: '/change-password', search: { next: safeNext(location.href) } });
  }
}
