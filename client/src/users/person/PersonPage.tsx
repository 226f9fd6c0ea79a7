import { Alert, Anchor, Box, Button } from '@mantine/core';
import { IconKey, IconPencil, IconUserOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Suspense } from 'react';
import { hasCode } from '@/api/problem';
import type { User } from '@/api/types';
import { useMe } from '@/auth/AuthContext';
import { usePermissions } from '@/auth/permissions';
import { useTranslation } from '@/i18n';
import { Avatar, userQuery } from '@/people';
import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';
import { EmptyState } from '@/ui/feedback/EmptyState';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { PageSkeleton } from '@/ui/feedback/skeletons';
import { useBreadcrumbTitle } from '@/ui/layout/breadcrumbTitle';
import { ButtonLink } from '@/ui/layout/links';
import { PageHeader } from '@/ui/layout/PageHeader';
import { UserActionsMenu } from '../modals/UserActionsMenu';
import { modalsFor, type UserModalName } from '../model/modalsFor';
import { PendingEmail } from '../model/PendingEmail';
import { RoleBadge, StatusBadge } from '../model/RoleBadge';
import { AssignmentsCard } from './AssignmentsCard';
import { DetailsCard } from './DetailsCard';
import { PasswordLogCard } from './PasswordLogCard';
import classes from './PersonPage.module.css';
import { ProgressCard } from './ProgressCard';
import { PastCard, UpcomingCard } from './SessionsCards';
import { WithoutPassword } from './WithoutPassword';

const UserModals = lazyWithRetry(() => import('../modals/UserModals'));
const ROUTE = '/_app/users/$userId';

/** A person's page: details, assignments, sessions, progress, and an admin's actions. */
export default function PersonPage() {
  const userId = Number(useParams({ from: ROUTE }).userId);
  const user = useQuery(userQuery(userId));
  const isGone = hasCode(user.error, 'not_found');
  if (isGone) return <Gone name={user.data?.name} />;
  return (
    <QueryBoundary query={user} skeleton={<PageSkeleton />}>
      {(known) => <Known key={userId} user={known} />}
    </QueryBoundary>
  );
}

function Known({ user }: { user: User }) {
  const { t } = useTranslation('users');
  const { t: core } = useTranslation();
  const me = useMe();
  const { managePeople } = usePermissions();
  const { dialog } = useSearch({ from: ROUTE });
  const navigate = useNavigate({ from: '/users/$userId' });
  useBreadcrumbTitle(user.name);
  const open = (next: UserModalName | undefined) =>
    void navigate({ search: { dialog: next }, replace: next === undefined, resetScroll: false, ignoreBlocker: true });
  const isAllowed = dialog !== undefined && modalsFor(user, me).includes(dialog);
  return (
    <>
      <PageHeader title={user.name} lead={<Contact user={user} />}>
        {managePeople && (
          <>
            <Button variant="default" leftSection={<IconPencil size={17} aria-hidden />} onClick={() => open('edit')}>
              {core('action.edit')}
            </Button>
            <UserActionsMenu user={user} onOpen={open} without="edit" />
          </>
        )}
      </PageHeader>
      {managePeople && user.status === 'deactivated' && (
        <Alert color="gray" icon={<IconUserOff size={20} aria-hidden />} mb="lg">
          {t('person.deactivated', { name: user.first_name })}
        </Alert>
      )}
      {managePeople && user.is_temporary_password && user.status === 'active' && (
        <Alert color="yellow" icon={<IconKey size={20} aria-hidden />} mb="lg">
          {t('person.temporary', { name: user.first_name })}
        </Alert>
      )}
      {managePeople && (user.status === 'invited' || user.status === 'no_sign_in') && <WithoutPassword user={user} />}
      {managePeople && user.pending_email !== null && (
        <Box mb="lg">
          <PendingEmail user={user} />
        </Box>
      )}
      <div className={classes.columns}>
        <div className={classes.column}>
          {user.role !== 'admin' && (
            <>
              <UpcomingCard user={user} />
              <PastCard user={user} />
              <AssignmentsCard user={user} onAdd={managePeople ? () => open('assign') : undefined} />
            </>
          )}
          {user.role === 'admin' && <EmptyState icon={IconKey} text={t('person.admin_text', { name: user.name })} />}
        </div>
        <div className={classes.column}>
          <DetailsCard user={user} />
          {user.role === 'trainee' && <ProgressCard user={user} />}
          {managePeople && <PasswordLogCard user={user} />}
        </div>
      </div>
      {isAllowed && (
        <Suspense>
          <UserModals
            user={user}
            dialog={dialog}
            onClose={() => open(undefined)}
            onDeleted={() => void navigate({ to: '/users', replace: true })}
          />
        </Suspense>
      )}
    </>
  );
}

function Contact({ user }: { user: User }) {
  const { id, name, username, email, role } = user;
  return (
    <span className={classes.contact}>
      <Avatar id={id} name={name} />
      <RoleBadge role={role} />
      <StatusBadge user={user} />
      <span className={classes.word}>{username}</span>
      <Anchor inherit href={`mailto:${email}`} className={classes.word}>
        {email}
      </Anchor>
    </span>
  );
}

/** The person was deleted, perhaps while the page was open, or never existed, or is not visible to the user. */
function Gone({ name }: { name: string | undefined }) {
  const { t } = useTranslation('users');
  useBreadcrumbTitle(name);
  return (
    <>
      <PageHeader title={name ?? t('person.gone_title')} />
      <EmptyState
        icon={IconUserOff}
        {...(name && { title: t('person.deleted_title', { name }) })}
        text={t(name ? 'person.deleted_text' : 'person.gone_text')}
      >
        <ButtonLink to="/users">{t('person.back')}</ButtonLink>
      </EmptyState>
    </>
  );
}
