import { Button } from '@mantine/core';
import { IconUserOff, IconUserPlus } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Suspense, useCallback } from 'react';
import { usePermissions } from '@/auth/permissions';
import { useTranslation } from '@/i18n';
import { usersQuery } from '@/people';
import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';
import { EmptyState } from '@/ui/feedback/EmptyState';
import { QueryBoundary } from '@/ui/feedback/QueryBoundary';
import { LinesSkeleton } from '@/ui/feedback/skeletons';
import { ButtonLink } from '@/ui/layout/links';
import { PageHeader } from '@/ui/layout/PageHeader';
import { Pager } from '@/ui/layout/Pager';
import type { UserSearch } from '../model/search';
import { UsersTable } from './UsersTable';
import { UsersToolbar } from './UsersToolbar';

const CreateUserModal = lazyWithRetry(() => import('../modals/CreateUserModal'));

const PAGE_SIZE = 50;

export const filtersOf = ({ q, role, status, order, page = 1 }: UserSearch) => ({
  q,
  role,
  status,
  order: order ?? 'name',
  skip: (page - 1) * PAGE_SIZE,
  limit: PAGE_SIZE,
});

/** Everybody the user may see: searched, filtered and sorted by the server, one page at a time. */
export default function UsersPage() {
  const { t } = useTranslation('users');
  const { t: core } = useTranslation();
  const { managePeople } = usePermissions();
  const search = useSearch({ from: '/_app/users/' });
  const navigate = useNavigate({ from: '/users' });
  const users = useQuery({ ...usersQuery(filtersOf(search)), placeholderData: keepPreviousData });
  const choose = useCallback(
    (choice: UserSearch) =>
      void navigate({
        search: (now) => ({ ...now, page: undefined, ...choice }),
        replace: true,
        resetScroll: false,
        ignoreBlocker: true,
      }),
    [navigate],
  );
  return (
    <>
      <PageHeader title={t('title')} lead={t(managePeople ? 'list.lead_admin' : 'list.lead_trainer')}>
        {managePeople && (
          <Button
            leftSection={<IconUserPlus size={18} />}
            onClick={() => void navigate({ search: { ...search, create: true }, resetScroll: false })}
          >
            {core('action.new_user')}
          </Button>
        )}
      </PageHeader>
      <UsersToolbar search={search} onChoose={choose} />
      <QueryBoundary query={users} skeleton={<LinesSkeleton lines={12} height={48} />}>
        {({ items, total, next }) =>
          items.length === 0 ? (
            <EmptyUserList search={search} />
          ) : (
            <>
              <UsersTable users={items} search={search} isOld={users.isPlaceholderData} onChoose={choose} />
              <Pager
                page={search.page ?? 1}
                size={PAGE_SIZE}
                shown={items.length}
                total={total}
                hasNext={next !== null}
                queryOf={(page) => usersQuery(filtersOf({ ...search, page }))}
              />
            </>
          )
        }
      </QueryBoundary>
      {managePeople && search.create && (
        <Suspense>
          <CreateUserModal onClose={() => choose({ ...search, create: undefined })} />
        </Suspense>
      )}
    </>
  );
}

/** Explains an empty list, and offers a way out. */
function EmptyUserList({ search }: { search: UserSearch }) {
  const { t } = useTranslation('users');
  const { t: core } = useTranslation();
  const { managePeople } = usePermissions();
  const { q, role, status, page } = search;
  const textOfFilters = () => {
    if (status) return t(role ? 'empty.filters' : 'empty.status', { status: t(`list.${status}`) });
    return role ? t('empty.role', { role: core(`role.${role}`) }) : t('empty.page');
  };
  const text = q ? t('empty.search', { q }) : textOfFilters();
  return (
    <EmptyState icon={IconUserOff} title={t('empty.title')} text={text}>
      {(q || role || status || page) && (
        <ButtonLink to="/users" variant="default">
          {t('empty.show_all')}
        </ButtonLink>
      )}
      {managePeople && (
        <ButtonLink to="/users" search={{ ...search, page: undefined, create: true }}>
          {core('action.new_user')}
        </ButtonLink>
      )}
    </EmptyState>
  );
}
