import { UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { memo, Suspense, useCallback, useState } from 'react';
import type { User } from '@/api/types';
import { usePermissions } from '@/auth/permissions';
import { useTranslation } from '@/i18n';
import { dateOf } from '@/i18n/formatDates';
import { Avatar } from '@/people';
import { lazyWithRetry } from '@/ui/chunks/lazyWithRetry';
import { AnchorLink } from '@/ui/layout/links';
import { UserActionsMenu } from '../modals/UserActionsMenu';
import type { UserModalName } from '../model/modalsFor';
import { RoleBadge, StatusBadge } from '../model/RoleBadge';
import type { UserSearch } from '../model/search';
import classes from './UsersTable.module.css';

const UserModals = lazyWithRetry(() => import('../modals/UserModals'));
const COLUMNS = ['name', 'username', 'email'] as const;

type Column = (typeof COLUMNS)[number] | 'id';

interface Props {
  users: readonly User[];
  search: UserSearch;
  /** These are the previous rows; the requested ones are still loading. */
  isOld: boolean;
  onChoose: (choice: UserSearch) => void;
}

/** One page of people. A plain table of fifty rows, because the server sorts, filters and paginates. */
export function UsersTable({ users, search, isOld, onChoose }: Props) {
  const { t } = useTranslation('users');
  const { managePeople } = usePermissions();
  const [open, setOpen] = useState<{ user: User; dialog: UserModalName } | null>(null);
  const onOpen = useCallback((user: User, dialog: UserModalName) => setOpen({ user, dialog }), []);
  const heading = (column: Column, label: string) => (
    <Heading column={column} label={label} order={search.order ?? 'name'} onChoose={onChoose} />
  );
  return (
    <div className={classes.frame}>
      <table className={classes.table} aria-busy={isOld} aria-label={t('title')}>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <Heading
                key={column}
                column={column}
                label={t(`list.${column}`)}
                order={search.order ?? 'name'}
                onChoose={onChoose}
              />
            ))}
            <th scope="col" data-column="role">
              {t('list.role')}
            </th>
            {heading('id', t('list.created'))}
            {managePeople && (
              <th scope="col" data-column="menu">
                <span className={classes.unseen}>{t('list.actions')}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {users.map((user) => (
            <Row key={user.id} user={user} onOpen={managePeople ? onOpen : undefined} />
          ))}
        </tbody>
      </table>
      {open && (
        <Suspense>
          <UserModals {...open} onClose={() => setOpen(null)} />
        </Suspense>
      )}
    </div>
  );
}

interface HeadingProps {
  column: Column;
  label: string;
  order: NonNullable<UserSearch['order']>;
  onChoose: (choice: UserSearch) => void;
}

function Heading({ column, label, order, onChoose }: HeadingProps) {
  const isUp = order === column;
  const isDown = order === `-${column}`;
  const Arrow = isDown ? IconArrowDown : IconArrowUp;
  const next = isUp ? (`-${column}` as const) : column;
  return (
    <th
      scope="col"
      data-column={column}
      aria-sort={isUp ? 'ascending' : isDown ? 'descending' : undefined}
      data-sorted={isUp || isDown || undefined}
    >
      <UnstyledButton className={classes.sort} onClick={() => onChoose({ order: next === 'name' ? undefined : next })}>
        {label}
        <Arrow size={14} aria-hidden />
      </UnstyledButton>
    </th>
  );
}

interface RowProps {
  user: User;
  onOpen: ((user: User, dialog: UserModalName) => void) | undefined;
}

const Row = memo(function Row({ user, onOpen }: RowProps) {
  const { id, name, username, email, role, created_at } = user;
  return (
    <tr>
      <th scope="row" data-column="name">
        <div className={classes.person}>
          <Avatar id={id} name={name} />
          <div className={classes.names}>
            <span className={classes.line}>
              <AnchorLink to="/users/$userId" params={{ userId: String(id) }} className={classes.name} title={name}>
                {name}
              </AnchorLink>
              <StatusBadge user={user} isSmall />
            </span>
            <span className={classes.more}>{email}</span>
          </div>
        </div>
      </th>
      <td data-column="username" title={username}>
        {username}
      </td>
      <td data-column="email" title={email}>
        {email}
      </td>
      <td data-column="role">
        <RoleBadge role={role} />
      </td>
      <td data-column="id">{dateOf(created_at)}</td>
      {onOpen && (
        <td data-column="menu">
          <UserActionsMenu user={user} onOpen={(dialog) => onOpen(user, dialog)} />
        </td>
      )}
    </tr>
  );
});
