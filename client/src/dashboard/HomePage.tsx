import { Skeleton, VisuallyHidden } from '@mantine/core';
import { IconCalendarPlus, IconUserPlus } from '@tabler/icons-react';
import { Suspense } from 'react';
import type { Role } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { usePermissions } from '@/auth/permissions';
import { useTranslation } from '@/i18n';
import { AfterAbsence } from '@/notifications';
import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';
import { ButtonLink } from '@/ui/layout/links';
import { PageHeader } from '@/ui/layout/PageHeader';
import classes from './dashboard.module.css';
import { dashboards } from './dashboards';
import { isNobodys } from './FirstSteps';

const pages = {
  admin: lazyWithRetry(dashboards.admin),
  trainer: lazyWithRetry(dashboards.trainer),
  trainee: lazyWithRetry(dashboards.trainee),
};

/** The home page: for each role, what there is to do today. */
export default function HomePage() {
  const { t } = useTranslation('dashboard');
  const { t: core } = useTranslation();
  const me = useMe();
  const may = usePermissions();
  const Dashboard = pages[me.role];
  return (
    <>
      <PageHeader
        title={isNobodys(me) ? t('home.welcome') : t('home.hello', { name: me.first_name })}
        lead={t(isNobodys(me) ? 'home.first' : `home.${me.role}`)}
      >
        {may.planSessions && (
          <ButtonLink to="/sessions" search={{ create: true }} leftSection={<IconCalendarPlus size={18} />}>
            {core('action.new_session')}
          </ButtonLink>
        )}
        {may.managePeople && (
          <ButtonLink to="/users" search={{ create: true }} variant="default" leftSection={<IconUserPlus size={18} />}>
            {core('action.new_user')}
          </ButtonLink>
        )}
      </PageHeader>
      <AfterAbsence />
      <Suspense fallback={<HomeSkeleton role={me.role} />}>
        <Dashboard />
      </Suspense>
    </>
  );
}

/** A skeleton: two columns of cards, as wide as the dashboard's. */
function HomeSkeleton({ role }: { role: Role }) {
  const { t } = useTranslation();
  return (
    <div className={role === 'admin' ? classes.home : classes.columns}>
      <VisuallyHidden role="status">{t('loading')}</VisuallyHidden>
      <Skeleton height="24rem" radius="lg" aria-hidden />
      <Skeleton height="24rem" radius="lg" aria-hidden />
    </div>
  );
}
