import { Button } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { Link, Outlet, useMatches } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from '@/i18n';
import { EmptyState } from '@/ui/feedback/EmptyState';
import { PageHeader } from '@/ui/layout/PageHeader';
import { useMe } from './AuthContext';
import { hasRole } from './authStore';

/** The page, if this role may see it (`staticData.roles` of the route); otherwise a message and a link home. */
export function ProtectedRoute({ children = <Outlet /> }: { children?: ReactNode }) {
  const me = useMe();
  const isMine = useMatches({ select: (matches) => matches.every(({ staticData }) => hasRole(me, staticData.roles)) });
  return isMine ? children : <ForeignPage />;
}

function ForeignPage() {
  const { t } = useTranslation();
  const { role } = useMe();
  return (
    <>
      <PageHeader title={t('page.forbidden_title')} />
      <EmptyState icon={IconLock} text={t('page.forbidden_text', { role: t(`role.${role}`) })}>
        <Button component={Link} to="/">
          {t('action.go_home')}
        </Button>
      </EmptyState>
    </>
  );
}
