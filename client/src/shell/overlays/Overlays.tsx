import { useLocation, useNavigate } from '@tanstack/react-router';
import { Suspense, useEffect } from 'react';
import { useAuth, useMe } from '@/auth/AuthContext';
import { featuresFor } from '@/feature/registry';
import { useStore } from '@/lib/store';
import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';
import { useCurrentBreadcrumbTitle } from '@/ui/layout/breadcrumbTitle';
import { CommandBar, preloadCommands } from './CommandBar';
import { openOverlay, overlayStore } from './overlayStore';
import { rememberItem } from './recentItems';
import { keyHandler } from './shortcuts';

/** By then the page has loaded what it needs, and what the command bar finds later does not have to wait. */
const IDLE_MS = 1000;
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
    const timer = setTimeout(preloadCommands, IDLE_MS);
    return () => clearTimeout(timer);
  }, []);
  useRecentItems();
  // Who has to sign in again does that first.
  const isOver = useAuth().signIn?.over !== undefined;
  const close = () => openOverlay(null);
  return (
    <Suspense>
      {open === 'palette' && !isOver && <CommandBar onClose={close} />}
      {open === 'help' && <ShortcutsModal onClose={close} />}
    </Suspense>
  );
}

/** Remembers which pages about one person or thing the user has opened. */
function useRecentItems() {
  const { id } = useMe();
  const label = useCurrentBreadcrumbTitle();
  const to = useLocation({ select: ({ pathname }) => pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the title is that of the page it came with
  useEffect(() => {
    if (label) rememberItem(id, { to, label });
  }, [label]);
}
