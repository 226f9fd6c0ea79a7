import { lazy, Suspense, useEffect } from 'react';
import { useAuth } from './AuthContext';
import { authStore } from './authStore';

const load = () => import('./ReauthModal');
/** Where even the dialog cannot be fetched, there is the sign-in page. */
const ReauthModal = lazy(() =>
  load().catch(() => {
    authStore.clear(authStore.get()?.over ?? 'ended');
    return { default: () => null };
  }),
);
/** By then the page has what it needs; when the sign-in is over, it may be too late. */
const IDLE_MS = 3000;

/** Keeps the page of somebody whose sign-in is over as it is, until they have signed in again. */
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

/** A dialog of the page underneath would hear Escape as well, and close with what was typed in it. */
function keepDialogs(event: KeyboardEvent) {
  if (event.key === 'Escape' && authStore.get()?.over) event.stopImmediatePropagation();
}
