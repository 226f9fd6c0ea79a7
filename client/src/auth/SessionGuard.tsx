import { lazy, Suspense, useEffect } from 'react';
import { useAuth } from './AuthContext';
import { authStore } from './authStore';

const load = () => import('./ReauthModal');
/** If even the modal cannot be loaded, the sign-in page takes its place. */
const ReauthModal = lazy(() =>
  load().catch(() => {
    authStore.clear(authStore.get()?.over ?? 'ended');
    return { default: () => null };
  }),
);
/** By then the page has loaded what it needs; once the sign-in has ended it may be too late. */
const IDLE_MS = 3000;

/** When the sign-in has ended, keeps the page as it is until the user has signed in again. */
export function SessionGuard() {
  const { signIn } = useAuth();
  const isSignedIn = signIn !== null;
  useEffect(() => {
    if (!isSignedIn) return undefined;
    const timer = setTimeout(() => load().catch(() => undefined), IDLE_MS);
    return () => clearTimeout(timer);
  }, [isSignedIn]);
  useEffect(() => {
    addEventListener('keydown', keepDialogs, true);
    return () => removeEventListener('keydown', keepDialogs, true);
  }, []);
  if (!signIn?.over) return null;
  return (
    <Suspense>
      <ReauthModal />
    </Suspense>
  );
}

/** A dialog underneath would receive Escape as well, and close with everything typed in it. */
function keepDialogs(event: KeyboardEvent) {
  if (event.key === 'Escape' && authStore.get()?.over) event.stopImmediatePropagation();
}
