import { Skeleton, VisuallyHidden } from '@mantine/core';
import { IconCalendarPlus, IconUserPlus } from '@tabler/icons-react';
import { Suspense } from 'react';
import { useMe } from '@/auth/AuthContext';
import { useTranslation } from '@/i18n';
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
  const Dashboard = pages[me.role];
  return (
    <>
      <PageHeader
        title={isNobodys(me) ? t('home.welcome') : t('home.hello', { name: me.first_name })}
        lead={t(`home.${me.role}`)}
      >
        {me.role !== 'trainee' && (
          <ButtonLink to="/sessions" search={{ create: true }} leftSection={<IconCalendarPlus size={18} />}>
            {core('action.new_session')}
          </ButtonLink>
        )}
        {me.role === 'admin' && (
          <ButtonLink to="/users" search={{ create: true }} variant="default" leftSection={<IconUserPlus size={18} />}>
            {core('action.new_user')}
          </ButtonLink>
        )}
      </PageHeader>
      <Suspense fallback={<HomeSkeleton isAdmin={me.role === 'admin'} />}>
        <Dashboard />
      </Suspense>
    </>
  );
}

/** A skeleton: two columns of cards, as wide as the dashboard's. */
function HomeSkeleton({ isAdmin }: { isAdmin: boolean }) {
  const { t } = useTranslation();
  return (
    <div className={isAdmin ? classes.home : classes.columns}>
      <VisuallyHidden role="status">{t('loading')}</VisuallyHidden>
      <Skeleton height="24rem" radius="lg" aria-hidden />
      <Skeleton height="24rem" radius="lg" aria-hidden />
    </div>
  );
}
