import { usePermissions } from '@/auth/permissions';
import { useTranslation } from '@/i18n';
import { NativeSelectField } from '@/ui/fields/NativeSelectField';
import { FilterBar } from '@/ui/layout/FilterBar';
import { ORDERS, ROLES, STATUSES, type UserSearch } from '../model/search';
import classes from './UsersToolbar.module.css';

interface Props {
  search: UserSearch;
  onChoose: (choice: UserSearch) => void;
}

/** Search, filters by role and status and, on phones, where columns have no headings, the sort order. */
export function UsersToolbar({ search, onChoose }: Props) {
  const { t } = useTranslation('users');
  const { t: core } = useTranslation();
  const { seeAdmins, managePeople } = usePermissions();
  const roles = ROLES.filter((role) => seeAdmins || role !== 'admin');
  return (
    <FilterBar label={t('list.search')} q={search.q} onSearch={(q) => onChoose({ q })}>
      <NativeSelectField
        aria-label={t('list.role')}
        value={search.role ?? ''}
        onChange={({ currentTarget }) => onChoose({ role: ROLES.find((role) => role === currentTarget.value) })}
        data={[
          { value: '', label: t('list.all_roles') },
          ...roles.map((role) => ({ value: role, label: core(`role.${role}`) })),
        ]}
      />
      {managePeople && (
        <NativeSelectField
          aria-label={t('list.status')}
          value={search.status ?? ''}
          onChange={({ currentTarget }) => onChoose({ status: STATUSES.find((each) => each === currentTarget.value) })}
          data={[
            { value: '', label: t('list.all_statuses') },
            ...STATUSES.map((status) => ({ value: status, label: t(`list.${status}`) })),
          ]}
        />
      )}
      <NativeSelectField
        className={classes.order}
        aria-label={t('list.order')}
        value={search.order ?? 'name'}
        onChange={({ currentTarget }) => onChoose({ order: ORDERS.find((order) => order === currentTarget.value) })}
        data={ORDERS.map((order) => ({ value: order, label: t(`list.by.${order}`) }))}
      />
    </FilterBar>
  );
}
