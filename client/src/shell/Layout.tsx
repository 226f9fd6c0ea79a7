import { Alert } from '@mantine/core';
import { useDisclosure, useLocalStorage } from '@mantine/hooks';
import { IconCloudOff } from '@tabler/icons-react';
import { useLocation } from '@tanstack/react-router';
import { Suspense, useEffect, useState } from 'react';
import { useAuth } from '@/auth/AuthContext';
import { ProtectedRoute } from '@/auth/ProtectedRoute';
import { useTranslation } from '@/i18n';
import { LiveProvider } from '@/live/LiveProvider';
import { useLiveStatus } from '@/live/useLiveEvents';
import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';
import { PageSkeleton } from '@/ui/feedback/skeletons';
import { CONTENT, focusPage } from '@/ui/layout/focus';
import { Breadcrumbs } from './Breadcrumbs';
import classes from './Layout.module.css';
import { Navbar } from './Navbar';
import { Overlays } from './overlays/Overlays';
import { Sidebar } from './Sidebar';

const MenuDrawer = lazyWithRetry(() => import('./MenuDrawer'));

/** The shell around every page of somebody who is signed in, and the live data that those pages share. */
export default function Layout() {
  return (
    <LiveProvider>
      <Shell />
    </LiveProvider>
  );
}

function Shell() {
  const { t } = useTranslation();
  const { signIn } = useAuth();
  const [isDrawerOpen, drawer] = useDisclosure();
  const [isCollapsed, setCollapsed] = useLocalStorage({ key: 'tms.sidebar', defaultValue: false });
  useFocusOnNavigation(drawer.close);
  // For the moment between the end of a sign-in and the sign-in page.
  if (!signIn) return null;
  return (
    <div className={classes.shell} data-collapsed={isCollapsed || undefined}>
      <a href={`#${CONTENT}`} className={classes.skip}>
        {t('skip_to_content')}
      </a>
      <Navbar onMenu={drawer.open} />
      <div className={classes.side}>
        <Sidebar isCollapsed={isCollapsed} onCollapse={() => setCollapsed(!isCollapsed)} />
      </div>
      {isDrawerOpen && (
        <Suspense>
          <MenuDrawer onClose={drawer.close} />
        </Suspense>
      )}
      <main id={CONTENT} tabIndex={-1} className={classes.content}>
        <LiveBanner />
        <Breadcrumbs />
        <Suspense fallback={<PageSkeleton />}>
          <ProtectedRoute />
        </Suspense>
      </main>
      <Overlays />
    </div>
  );
}

function useFocusOnNavigation(closeMenu: () => void) {
  const path = useLocation({ select: ({ pathname }) => pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is what it follows
  useEffect(() => {
    closeMenu();
    return focusPage();
  }, [path, closeMenu]);
}

/** A blink of the connection, such as a server being replaced, is not worth a banner. */
const PATIENCE_MS = 1500;

/** Says, once it lasts, that the connection is lost and that nothing typed is. */
function LiveBanner() {
  const { t } = useTranslation();
  // Whoever has to sign in again is told so by a dialog, and cannot be live before.
  const isOver = useAuth().signIn?.over !== undefined;
  const isOffline = useLiveStatus().state === 'offline' && !isOver;
  const [lasts, setLasts] = useState(false);
  useEffect(() => {
    if (!isOffline) return setLasts(false);
    const timer = setTimeout(() => setLasts(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [isOffline]);
  if (!lasts) return null;
  return (
    <Alert role="status" color="yellow" mb="md" icon={<IconCloudOff size={18} />}>
      {t('live.banner')}
    </Alert>
  );
}
