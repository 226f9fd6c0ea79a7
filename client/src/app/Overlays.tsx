import { useNavigate } from '@tanstack/react-router';
import { Suspense, useEffect, useSyncExternalStore } from 'react';
import { useMe } from '@/auth/AuthContext';
import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';
import { extensionsFor } from './extensions';
import { openOverlay, overlays } from './overlays-store';
import { keyHandler } from './shortcuts';

const loadPalette = () => import('./Palette');
const Palette = lazyWithRetry(loadPalette);
/** By then the page itself has what it needs; whoever presses Ctrl-K later need not wait. */
const IDLE_MS = 2000;
const Help = lazyWithRetry(() => import('./Help'));

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
  useEffect(() => {
    const timer = setTimeout(() => loadPalette().catch(() => undefined), IDLE_MS);
    return () => clearTimeout(timer);
  }, []);
  const close = () => openOverlay(null);
  return (
    <Suspense>
      {open === 'palette' && <Palette onClose={close} />}
      {open === 'help' && <Help onClose={close} />}
    </Suspense>
  );
}
