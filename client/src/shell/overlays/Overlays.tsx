import { useNavigate } from '@tanstack/react-router';
import { Suspense, useEffect } from 'react';
import { useMe } from '@/auth/AuthContext';
import { featuresFor } from '@/feature/registry';
import { useStore } from '@/lib/store';
import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';
import { openOverlay, overlayStore } from './overlayStore';
import { keyHandler } from './shortcuts';

const loadCommandPalette = () => import('./CommandPalette');
const CommandPalette = lazyWithRetry(loadCommandPalette);
/** By then the page has loaded what it needs, and pressing Ctrl-K later does not have to wait. */
const IDLE_MS = 2000;
const ShortcutsModal = lazyWithRetry(() => import('./ShortcutsModal'));

/** The command bar and the list of shortcuts, and the handler for all shortcut keys. */
export function Overlays() {
  const me = useMe();
  const navigate = useNavigate();
  const open = useStore(overlayStore);
  useEffect(() => {
    const goTo = (to: string) => void navigate({ to });
    const onKey = keyHandler(featuresFor(me), goTo, openOverlay);
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [me, navigate]);
  useEffect(() => {
    const timer = setTimeout(() => loadCommandPalette().catch(() => undefined), IDLE_MS);
    return () => clearTimeout(timer);
  }, []);
  const close = () => openOverlay(null);
  return (
    <Suspense>
      {open === 'palette' && <CommandPalette onClose={close} />}
      {open === 'help' && <ShortcutsModal onClose={close} />}
    </Suspense>
  );
}
