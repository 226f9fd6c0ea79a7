import { useDisclosure } from '@mantine/hooks';
import { IconCloudOff } from '@tabler/icons-react';
import { useLocation } from '@tanstack/react-router';
import { Suspense, useEffect } from 'react';
import { useAuth } from '@/auth/AuthContext';
import { authStore } from '@/auth/authStore';
import { ProtectedRoute } from '@/auth/ProtectedRoute';
import { useRouteAt } from '@/feature/routes';
import { useTranslation } from '@/i18n';
import { isViewerZoneKnown, viewer } from '@/i18n/formatDates';
import { useStore } from '@/lib/store';
import { LiveProvider } from '@/live/LiveProvider';
import { useIsOffline } from '@/live/useLive';
import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';
import { PageSkeleton } from '@/ui/feedback/skeletons';
import { CONTENT, focusPage } from '@/ui/layout/focus';
import { Breadcrumbs } from './Breadcrumbs';
import classes from './Layout.module.css';
import { Navbar } from './Navbar';
import { Overlays } from './overlays/Overlays';
import { sidebar } from './overlays/overlayStore';
import { Sidebar } from './Sidebar';

const ZoneBanner = lazyWithRetry(() => import('./ZoneBanner'));
const SettingsFollower = lazyWithRetry(() => import('./SettingsFollower'));
const MenuDrawer = lazyWithRetry(() => import('./MenuDrawer'));

viewer.zone = () => authStore.get()?.user.time_zone ?? null;

/** The shell around every page for signed-in users, and the live data that those pages share. */
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
  const isCollapsed = useStore(sidebar);
  const pageRoute = useRouteAt(2);
  useFocusOnNavigation(drawer.close);
  // Between the end of a sign-in and the sign-in page.
  if (!signIn) return null;
  return (
    <div className={classes.shell} data-collapsed={isCollapsed || undefined}>
      <a href={`#${CONTENT}`} className={classes.skip}>
        {t('skip_to_content')}
      </a>
      <Navbar onMenu={drawer.open} />
      <div className={classes.side}>
        <Sidebar isCollapsed={isCollapsed} onCollapse={sidebar.toggle} />
      </div>
      <Suspense>
        <SettingsFollower />
      </Suspense>
      {isDrawerOpen && (
        <Suspense>
          <MenuDrawer onClose={drawer.close} />
        </Suspense>
      )}
      <main id={CONTENT} tabIndex={-1} className={classes.content}>
        <LiveBanner />
        {!isViewerZoneKnown() && (
          <Suspense>
            <ZoneBanner />
          </Suspense>
        )}
        <Breadcrumbs />
        <Suspense key={pageRoute} fallback={<PageSkeleton />}>
          <ProtectedRoute />
        </Suspense>
      </main>
      <Overlays />
    </div>
  );
}

function useFocusOnNavigation(closeMenu: () => void) {
  const path = useLocation({ select: ({ pathname }) => pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs on every change of the path
  useEffect(() => {
    closeMenu();
    return focusPage();
  }, [path, closeMenu]);
}

/** Once an interruption lasts, says that the user is offline and that nothing typed is lost. */
function LiveBanner() {
  const { t } = useTranslation();
  // A modal already tells users who have to sign in again.
  const isOver = useAuth().signIn?.over !== undefined;
  const isOffline = useIsOffline();
  if (!isOffline || isOver) return null;
  return (
    <div role="status" className={classes.offline}>
      <IconCloudOff size={18} aria-hidden />
      {t('live.banner')}
    </div>
  );
}
