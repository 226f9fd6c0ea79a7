import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react';
import { useMe } from '@/auth/AuthContext';
import { extensionsFor } from './extensions';
import { openOverlay, overlays } from './overlays-store';
import { keyHandler } from './shortcuts';

const Palette = lazy(() => import('./Palette'));
const Help = lazy(() => import('./Help'));

/** The palette and the list of shortcuts, and the keys that open them and everything else. */
export function Overlays() {
  const me = useMe();
  const navigate = useNavigate();
  const open = useSyncExternalStore(overlays.subscribe, overlays.get);
  useEffect(() => {
    const goTo = (to: string) => void navigate({ to });
    const onKey = keyHandler(extensionsFor(me), goTo, openOverlay);
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [me, navigate]);
  const close = () => openOverlay(null);
  return (
    <Suspense>
      {open === 'palette' && <Palette onClose={close} />}
      {open === 'help' && <Help onClose={close} />}
    </Suspense>
  );
}
